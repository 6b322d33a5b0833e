@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/portal from CORP\svc-web: as it was before
setspn -D HTTP/portal CORP\svc-web
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/portal
