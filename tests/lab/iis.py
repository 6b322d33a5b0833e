"""The applicationHost.config of a server that runs sites as their descriptions say."""
import copy
from xml.sax.saxutils import quoteattr

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost>
    <applicationPools>
%(pools)s
    </applicationPools>
    <sites>
%(sites)s
    </sites>
  </system.applicationHost>
  <system.webServer>
    <security>
      <authentication>
        <anonymousAuthentication enabled="true" userName="IUSR" />
        <windowsAuthentication enabled="false">
          <providers>
            <add value="Negotiate" />
            <add value="NTLM" />
          </providers>
        </windowsAuthentication>
      </authentication>
    </security>
  </system.webServer>
%(locations)s
</configuration>
"""
POOL = """      <add name="%(name)s"><processModel identityType="%(identity)s" userName=%(account)s /></add>"""
SITE = """      <site name="%(name)s" id="%(number)d">
        <application path="/" applicationPool="%(name)s"><virtualDirectory path="/" physicalPath="C:\\web" /></application>
        <bindings>
          <binding protocol="http" bindingInformation="*:80:%(host)s" />
        </bindings>
      </site>"""
LOCATION = """  <location path="%(name)s">
    <system.webServer>
      <security>
        <authentication>
          <anonymousAuthentication enabled="false" />
          <windowsAuthentication enabled="true" useAppPoolCredentials="%(credentials)s" />
        </authentication>
      </security>
    </system.webServer>
  </location>"""


def on(server, site):
    """The site as it is on SERVER."""
    merged = copy.deepcopy(site)
    for member, values in site.get("perServer", {}).get(server, {}).items():
        merged.setdefault(member, {}).update(values)
    return merged


def configuration(server, sites):
    here = [on(server, site) for site in sites]
    rows = [{"name": site["name"], "number": i + 1, "host": site["names"][0],
             "identity": site["pool"]["identity"], "account": quoteattr(site["pool"].get("account", "")),
             "credentials": str(site["windowsAuthentication"]["useAppPoolCredentials"]).lower()}
            for i, site in enumerate(here)]
    return FILE % {what: "\n".join(form % row for row in rows)
                   for what, form in (("pools", POOL), ("sites", SITE), ("locations", LOCATION))}
