#requires -Version 3.0
# Written by spnplan; read it before you run it.
# Each step looks first whether it is done already: a second run changes nothing.
# It exports the directory first, into the current folder; afterwards run spnplan check.
#   -Part 1  where the directory is managed
#   -Part 2  on WEB01
# One part after the other, each on the computers that it names, none by remoting.
param([ValidateRange(1, 2)] [int] $Part = 1)
$ErrorActionPreference = 'Stop'

# an account or a group that a back end names already, as its own domain has it
function Get-Principal([string] $Dn) {
	$domain = ($Dn -split ',(?=DC=)' -match '^DC=' -replace '^DC=') -join '.'
	$class = (Get-ADObject -Identity $Dn -Server $domain).ObjectClass
	if ($class -eq 'computer') { Get-ADComputer -Identity $Dn -Server $domain }
	elseif ($class -eq 'group') { Get-ADGroup -Identity $Dn -Server $domain }
	elseif ($class -like 'msDS-*') { Get-ADServiceAccount -Identity $Dn -Server $domain }
	else { Get-ADUser -Identity $Dn -Server $domain }
}

# PART 1, where the directory is managed
if ($Part -eq 1) {
	# the directory as it is before the change: keep it, a rollback is planned against it
	if (-not (Test-Path -LiteralPath 'before-corp.example.ldf')) {
		ldifde -f "before-corp.example.ldf" -d "DC=corp,DC=example" -p subtree -r "(|(objectClass=user)(objectClass=group)(objectClass=trustedDomain)(servicePrincipalName=*))" -l "objectClass,objectGUID,objectSid,sAMAccountName,userAccountControl,servicePrincipalName,userPrincipalName,dNSHostName,msDS-AdditionalDnsHostName,operatingSystem,msDS-AllowedToDelegateTo,msDS-AllowedToActOnBehalfOfOtherIdentity,msDS-GroupMSAMembership,msDS-SupportedEncryptionTypes,pwdLastSet,lastLogonTimestamp,accountExpires,lockoutTime,whenCreated,adminCount,primaryGroupID,msDS-User-Account-Control-Computed,msDS-KeyVersionNumber,msDS-ManagedAccountPrecededByLink,msDS-SupersededManagedAccountLink,msDS-SupersededServiceAccountState,member,groupType,trustPartner,trustDirection,trustAttributes,msDS-TrustForestTrustInfo,isDeleted"
		if ($LASTEXITCODE -ne 0) { throw 'the directory could not be exported' }
	}
	if (-not (Test-Path -LiteralPath 'before-eu.corp.example.ldf')) {
		ldifde -f "before-eu.corp.example.ldf" -d "DC=eu,DC=corp,DC=example" -p subtree -r "(|(objectClass=user)(objectClass=group)(objectClass=trustedDomain)(servicePrincipalName=*))" -l "objectClass,objectGUID,objectSid,sAMAccountName,userAccountControl,servicePrincipalName,userPrincipalName,dNSHostName,msDS-AdditionalDnsHostName,operatingSystem,msDS-AllowedToDelegateTo,msDS-AllowedToActOnBehalfOfOtherIdentity,msDS-GroupMSAMembership,msDS-SupportedEncryptionTypes,pwdLastSet,lastLogonTimestamp,accountExpires,lockoutTime,whenCreated,adminCount,primaryGroupID,msDS-User-Account-Control-Computed,msDS-KeyVersionNumber,msDS-ManagedAccountPrecededByLink,msDS-SupersededManagedAccountLink,msDS-SupersededServiceAccountState,member,groupType,trustPartner,trustDirection,trustAttributes,msDS-TrustForestTrustInfo,isDeleted"
		if ($LASTEXITCODE -ne 0) { throw 'the directory could not be exported' }
	}
	if (-not (Test-Path -LiteralPath 'before-configuration-corp.example.ldf')) {
		ldifde -f "before-configuration-corp.example.ldf" -d "CN=Configuration,DC=corp,DC=example" -p subtree -r "(|(sPNMappings=*)(objectClass=crossRef))" -l "objectClass,objectGUID,isDeleted,sPNMappings,nCName,dnsRoot,nETBIOSName,systemFlags"
		if ($LASTEXITCODE -ne 0) { throw 'the directory could not be exported' }
	}

	# delegation, lists of front ends, by a domain administrator: it takes SeEnableDelegationPrivilege on the domain controllers
	# then: Get-ADObject with -Properties msDS-AllowedToDelegateTo lists it
	Import-Module ActiveDirectory

	# step 1: CN=svc-any,OU=Services,DC=corp,DC=example: not every user comes with a Kerberos ticket
	$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-any)' -Server 'corp.example' -Properties 'msDS-AllowedToDelegateTo'
	if ($account.'msDS-AllowedToDelegateTo' -notcontains 'HTTP/near.corp.example') {
		Set-ADUser -Identity 'svc-any' -Server 'corp.example' -Add @{'msDS-AllowedToDelegateTo'='HTTP/near.corp.example'}
	}

	# delegation, any authentication protocol, by a domain administrator: it takes SeEnableDelegationPrivilege on the domain controllers
	# then: TrustedToAuthForDelegation is True

	# step 2: CN=svc-any,OU=Services,DC=corp,DC=example: not every user comes with a Kerberos ticket
	$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-any)' -Server 'corp.example' -Properties TrustedToAuthForDelegation
	if ($account.TrustedToAuthForDelegation -ne $true) {
		Set-ADAccountControl -Identity 'svc-any' -Server 'corp.example' -TrustedToAuthForDelegation $true
	}

	# delegation, back ends that name their front ends, by whoever may write to the back end's account
	# then: PrincipalsAllowedToDelegateToAccount lists them, and whoever stood there before

	# step 3: CN=svc-bare,OU=Services,DC=eu,DC=corp,DC=example: the back end names who may act towards it; whoever it names already stays
	$named = @(
		Get-ADUser -Identity 'svc-web' -Server 'corp.example'
	)
	$listed = @((Get-ADUser -Identity 'svc-bare' -Server 'eu.corp.example' -Properties PrincipalsAllowedToDelegateToAccount).PrincipalsAllowedToDelegateToAccount)
	if ($named | Where-Object { $listed -notcontains $_.DistinguishedName }) {
		$others = @($listed | Where-Object { $_ -and $named.DistinguishedName -notcontains $_ } | ForEach-Object { Get-Principal $_ })
		Set-ADUser -Identity 'svc-bare' -Server 'eu.corp.example' -PrincipalsAllowedToDelegateToAccount ($others + $named)
	}

	# step 4: CN=svc-kept,OU=Services,DC=eu,DC=corp,DC=example: the back end names who may act towards it; whoever it names already stays
	$named = @(
		Get-ADUser -Identity 'svc-web2' -Server 'corp.example'
	)
	$listed = @((Get-ADUser -Identity 'svc-kept' -Server 'eu.corp.example' -Properties PrincipalsAllowedToDelegateToAccount).PrincipalsAllowedToDelegateToAccount)
	if ($named | Where-Object { $listed -notcontains $_.DistinguishedName }) {
		$others = @($listed | Where-Object { $_ -and $named.DistinguishedName -notcontains $_ } | ForEach-Object { Get-Principal $_ })
		Set-ADUser -Identity 'svc-kept' -Server 'eu.corp.example' -PrincipalsAllowedToDelegateToAccount ($others + $named)
	}

	Write-Output 'part 1 is done; then part 2, on WEB01'
}

# PART 2, on WEB01
if ($Part -eq 2) {
	if ($env:COMPUTERNAME -notin 'WEB01') {
		throw 'part 2 is to be run on WEB01'
	}
	if ($env:COMPUTERNAME -eq 'WEB01') {
		# tickets of the front ends, by an administrator of the server
		# then: restart the pool or service too, or wait 15 minutes: that is how long a refusal is remembered

		# step 5: WEB01: the server remembers for 15 minutes what it was refused
		klist -li 0x3e7 purge
	}

	Write-Output 'part 2 is done'
}
