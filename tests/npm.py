"""What package.json and package-lock.json of a folder of tests say, installed."""
import shutil
import subprocess


def install(folder, build):
    """Copies both to BUILD, installs there, and returns its node_modules."""
    build.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(folder / name, build)
    subprocess.run(["npm", "ci", "--silent"], cwd=build, check=True, stdin=subprocess.DEVNULL)
    return build / "node_modules"
