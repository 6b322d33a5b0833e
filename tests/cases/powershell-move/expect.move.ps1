#requires -Version 3.0 -Modules ActiveDirectory
# Written by spnplan; read it before you run it.
# Each step looks first whether it is done already: a second run changes nothing.
# It exports the directory first, into the current folder; afterwards run spnplan check.
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

# the directory as it is before the change: keep it, a rollback is planned against it
if (-not (Test-Path -LiteralPath 'before-corp.example.ldf')) {
	ldifde -f "before-corp.example.ldf" -d "DC=corp,DC=example" -p subtree -r "(|(objectClass=user)(objectClass=group)(objectClass=trustedDomain)(servicePrincipalName=*))" -l "objectClass,objectGUID,objectSid,sAMAccountName,userAccountControl,servicePrincipalName,userPrincipalName,dNSHostName,msDS-AdditionalDnsHostName,operatingSystem,msDS-AllowedToDelegateTo,msDS-AllowedToActOnBehalfOfOtherIdentity,msDS-GroupMSAMembership,msDS-SupportedEncryptionTypes,pwdLastSet,lastLogonTimestamp,accountExpires,lockoutTime,whenCreated,adminCount,primaryGroupID,msDS-User-Account-Control-Computed,msDS-KeyVersionNumber,msDS-ManagedAccountPrecededByLink,msDS-SupersededManagedAccountLink,msDS-SupersededServiceAccountState,member,groupType,trustPartner,trustDirection,trustAttributes,msDS-TrustForestTrustInfo,isDeleted"
	if ($LASTEXITCODE -ne 0) { throw 'the directory could not be exported' }
}
if (-not (Test-Path -LiteralPath 'before-emea.corp.example.ldf')) {
	ldifde -f "before-emea.corp.example.ldf" -d "DC=emea,DC=corp,DC=example" -p subtree -r "(|(objectClass=user)(objectClass=group)(objectClass=trustedDomain)(servicePrincipalName=*))" -l "objectClass,objectGUID,objectSid,sAMAccountName,userAccountControl,servicePrincipalName,userPrincipalName,dNSHostName,msDS-AdditionalDnsHostName,operatingSystem,msDS-AllowedToDelegateTo,msDS-AllowedToActOnBehalfOfOtherIdentity,msDS-GroupMSAMembership,msDS-SupportedEncryptionTypes,pwdLastSet,lastLogonTimestamp,accountExpires,lockoutTime,whenCreated,adminCount,primaryGroupID,msDS-User-Account-Control-Computed,msDS-KeyVersionNumber,msDS-ManagedAccountPrecededByLink,msDS-SupersededManagedAccountLink,msDS-SupersededServiceAccountState,member,groupType,trustPartner,trustDirection,trustAttributes,msDS-TrustForestTrustInfo,isDeleted"
	if ($LASTEXITCODE -ne 0) { throw 'the directory could not be exported' }
}
if (-not (Test-Path -LiteralPath 'before-configuration-corp.example.ldf')) {
	ldifde -f "before-configuration-corp.example.ldf" -d "CN=Configuration,DC=corp,DC=example" -p subtree -r "(|(sPNMappings=*)(objectClass=crossRef))" -l "objectClass,objectGUID,isDeleted,sPNMappings,nCName,dnsRoot,nETBIOSName,systemFlags"
	if ($LASTEXITCODE -ne 0) { throw 'the directory could not be exported' }
}

# service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
# then: setspn -F -Q finds the SPN on its one holder
Import-Module ActiveDirectory

# step 1: HTTP/portal.corp.example from EMEA\svc-old: one SPN has one holder
$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-old)' -Server 'emea.corp.example' -Properties servicePrincipalName
if ($account.servicePrincipalName -contains 'HTTP/portal.corp.example') {
	Set-ADUser -Identity 'svc-old' -Server 'emea.corp.example' -ServicePrincipalNames @{Remove='HTTP/portal.corp.example'}
}

# step 2: HTTP/portal.corp.example to CORP\svc-web: CORP\svc-web decrypts, so it must hold the name
# the old holder is in another domain: if this is refused, run it again once that is replicated
$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-web)' -Server 'corp.example' -Properties servicePrincipalName
if ($account.servicePrincipalName -notcontains 'HTTP/portal.corp.example') {
	Assert-SpnFree 'HTTP/portal.corp.example' '(servicePrincipalName=HTTP/portal.corp.example)' 'corp.example'
	Set-ADUser -Identity 'svc-web' -Server 'corp.example' -ServicePrincipalNames @{Add='HTTP/portal.corp.example'}
}
