@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/portal.corp.example from CORP\svc-f5^: as it was before
setspn -D HTTP/portal.corp.example "CORP\svc-f5^"
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/portal.corp.example
