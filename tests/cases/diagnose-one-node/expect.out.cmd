@echo off
chcp 65001 >nul
rem - written by spnplan; read it before you run it
rem - the directory as it is before the change: keep it, a rollback is planned against it
if not exist "before-corp.example.ldf" ldifde -f "before-corp.example.ldf" -d "DC=corp,DC=example" -p subtree -r "(|(objectClass=user)(objectClass=group)(objectClass=trustedDomain)(servicePrincipalName=*))" -l "objectClass,objectGUID,objectSid,sAMAccountName,userAccountControl,servicePrincipalName,userPrincipalName,dNSHostName,msDS-AdditionalDnsHostName,operatingSystem,msDS-AllowedToDelegateTo,msDS-AllowedToActOnBehalfOfOtherIdentity,msDS-GroupMSAMembership,msDS-SupportedEncryptionTypes,pwdLastSet,lastLogonTimestamp,accountExpires,lockoutTime,whenCreated,adminCount,primaryGroupID,msDS-User-Account-Control-Computed,msDS-KeyVersionNumber,msDS-ManagedAccountPrecededByLink,msDS-SupersededManagedAccountLink,msDS-SupersededServiceAccountState,member,groupType,trustPartner,trustDirection,trustAttributes,msDS-TrustForestTrustInfo,isDeleted"
if not exist "before-configuration-corp.example.ldf" ldifde -f "before-configuration-corp.example.ldf" -d "CN=Configuration,DC=corp,DC=example" -p subtree -r "(|(sPNMappings=*)(objectClass=crossRef))" -l "objectClass,objectGUID,isDeleted,sPNMappings,nCName,dnsRoot,nETBIOSName,systemFlags"
rem
rem - useAppPoolCredentials, by an administrator of the server
rem - step 1 on WEB02, PowerShell: Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location 'portal' -Filter 'system.webServer/security/authentication/windowsAuthentication' -Name useAppPoolCredentials -Value $true
