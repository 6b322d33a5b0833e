@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - http/fs.corp.example to CORP\svc-old: as it was before
setspn -F -S http/fs.corp.example CORP\svc-old
rem - HOST/fs.corp.example from CORP\svc-adfs: as it was before
setspn -D HOST/fs.corp.example CORP\svc-adfs
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q http/fs.corp.example
setspn -F -Q HOST/fs.corp.example
