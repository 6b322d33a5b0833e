#requires -Version 3.0 -Modules ActiveDirectory
# The way back, written by spnplan; read it before you run it.
# Each step looks first whether it is done already: a second run changes nothing.
# It goes back to the directory that it was planned against.
$ErrorActionPreference = 'Stop'

# cmdlets look for no duplicate: this asks the whole forest first, as setspn -F -S does
function Assert-SpnFree([string] $Spn, [string] $Filter, [string] $Forest) {
	$catalog = [string](Get-ADDomainController -Discover -DomainName $Forest -Service GlobalCatalog).HostName
	foreach ($found in Get-ADObject -LDAPFilter $Filter -SearchBase '' -Server "${catalog}:3268") {
		$dn = $found.DistinguishedName
		$domain = ($dn -split ',(?=DC=)' -match '^DC=' -replace '^DC=') -join '.'
		if (Get-ADObject -LDAPFilter $Filter -SearchBase $dn -SearchScope Base -Server $domain) {
			throw "$Spn is on ${dn}: it has one holder, so nothing more was changed"
		}
	}
}

# service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
Import-Module ActiveDirectory

# step 1: HTTP/portal.corp.example from CORP\svc-web: as it was before
$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-web)' -Server 'corp.example' -Properties servicePrincipalName
if ($account.servicePrincipalName -contains 'HTTP/portal.corp.example') {
	Set-ADUser -Identity 'svc-web' -Server 'corp.example' -ServicePrincipalNames @{Remove='HTTP/portal.corp.example'}
}

# step 2: HTTP/portal.corp.example to EMEA\svc-old: as it was before
# the old holder is in another domain: if this is refused, run it again once that is replicated
$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-old)' -Server 'emea.corp.example' -Properties servicePrincipalName
if ($account.servicePrincipalName -notcontains 'HTTP/portal.corp.example') {
	Assert-SpnFree 'HTTP/portal.corp.example' '(servicePrincipalName=HTTP/portal.corp.example)' 'corp.example'
	Set-ADUser -Identity 'svc-old' -Server 'emea.corp.example' -ServicePrincipalNames @{Add='HTTP/portal.corp.example'}
}
