@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/portal.corp.example from CORP\svc-f5: as it was before
setspn -D HTTP/portal.corp.example CORP\svc-f5
rem - HTTP/portal.corp.example to CORP\WEB02$: as it was before
setspn -F -S HTTP/portal.corp.example CORP\WEB02$
rem - host/svc-f5.corp.example from CORP\svc-f5: as it was before
setspn -D host/svc-f5.corp.example CORP\svc-f5
rem
rem - delegation, any authentication protocol, by a domain administrator: it takes SeEnableDelegationPrivilege on the domain controllers
rem - step 4, PowerShell: Set-ADAccountControl -Identity 'svc-f5' -Server 'corp.example' -TrustedToAuthForDelegation $false
rem
rem - delegation, lists of front ends, by a domain administrator: it takes SeEnableDelegationPrivilege on the domain controllers
rem - step 5, PowerShell: Set-ADUser -Identity 'svc-f5' -Server 'corp.example' -Remove @{'msDS-AllowedToDelegateTo'='HTTP/web02.corp.example'}
rem - step 6, PowerShell: Set-ADUser -Identity 'svc-f5' -Server 'corp.example' -Remove @{'msDS-AllowedToDelegateTo'='HTTP/web01.corp.example'}
rem
rem - userPrincipalName of the balancer's account, by whoever may write to the account
rem - step 7, PowerShell: Set-ADUser -Identity 'svc-f5' -Server 'corp.example' -Clear 'userPrincipalName'
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/portal.corp.example
setspn -F -Q host/svc-f5.corp.example
