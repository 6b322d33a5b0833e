"""What spnplan predicts that a client asks for, by name."""
import json
import subprocess


def predicted(spnplan, folder, names, dns, clients, client):
    farm = {"domains": [{"name": "CONTOSO", "dns": "contoso.test"}], "servers": [{"name": "NODE"}],
            "loadBalancers": [{"name": "edge", "names": dns, "servers": ["NODE"]}],
            "sites": [{"name": "site", "names": names, "loadBalancer": "edge", "clients": clients}]}
    (folder / "farm.json").write_text(json.dumps(farm))
    plan = subprocess.run([spnplan, "plan", folder / "farm.json", "--format", "json"],
                          capture_output=True, check=False)
    return {row["name"]: row["spn"] for row in json.loads(plan.stdout)["predictions"]
            if row["client"] == client}
