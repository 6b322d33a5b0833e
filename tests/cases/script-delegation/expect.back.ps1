#requires -Version 3.0 -Modules ActiveDirectory
# The way back, written by spnplan; read it before you run it.
# Each step looks first whether it is done already: a second run changes nothing.
# It goes back to the directory that it was planned against.
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

# delegation, back ends that name their front ends, by whoever may write to the back end's account
Import-Module ActiveDirectory

# step 1: CN=svc-kept,OU=Services,DC=eu,DC=corp,DC=example: as it was before
$named = @(
	Get-ADUser -Identity 'svc-web2' -Server 'corp.example'
)
$listed = @((Get-ADUser -Identity 'svc-kept' -Server 'eu.corp.example' -Properties PrincipalsAllowedToDelegateToAccount).PrincipalsAllowedToDelegateToAccount)
if ($named | Where-Object { $listed -contains $_.DistinguishedName }) {
	$others = @($listed | Where-Object { $_ -and $named.DistinguishedName -notcontains $_ } | ForEach-Object { Get-Principal $_ })
	if ($others.Count -eq 0) { $others = $null }
	Set-ADUser -Identity 'svc-kept' -Server 'eu.corp.example' -PrincipalsAllowedToDelegateToAccount $others
}

# step 2: CN=svc-bare,OU=Services,DC=eu,DC=corp,DC=example: as it was before
$named = @(
	Get-ADUser -Identity 'svc-web' -Server 'corp.example'
)
$listed = @((Get-ADUser -Identity 'svc-bare' -Server 'eu.corp.example' -Properties PrincipalsAllowedToDelegateToAccount).PrincipalsAllowedToDelegateToAccount)
if ($named | Where-Object { $listed -contains $_.DistinguishedName }) {
	$others = @($listed | Where-Object { $_ -and $named.DistinguishedName -notcontains $_ } | ForEach-Object { Get-Principal $_ })
	if ($others.Count -eq 0) { $others = $null }
	Set-ADUser -Identity 'svc-bare' -Server 'eu.corp.example' -PrincipalsAllowedToDelegateToAccount $others
}

# delegation, any authentication protocol, by a domain administrator: it takes SeEnableDelegationPrivilege on the domain controllers

# step 3: CN=svc-any,OU=Services,DC=corp,DC=example: as it was before
$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-any)' -Server 'corp.example' -Properties TrustedToAuthForDelegation
if ($account.TrustedToAuthForDelegation -ne $false) {
	Set-ADAccountControl -Identity 'svc-any' -Server 'corp.example' -TrustedToAuthForDelegation $false
}

# delegation, lists of front ends, by a domain administrator: it takes SeEnableDelegationPrivilege on the domain controllers

# step 4: CN=svc-any,OU=Services,DC=corp,DC=example: as it was before
$account = Get-ADUser -LDAPFilter '(sAMAccountName=svc-any)' -Server 'corp.example' -Properties 'msDS-AllowedToDelegateTo'
if ($account.'msDS-AllowedToDelegateTo' -contains 'HTTP/near.corp.example') {
	Set-ADUser -Identity 'svc-any' -Server 'corp.example' -Remove @{'msDS-AllowedToDelegateTo'='HTTP/near.corp.example'}
}
