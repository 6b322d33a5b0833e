@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/portal.corp.example from CORP\svc-web: as it was before
setspn -D HTTP/portal.corp.example CORP\svc-web
rem - HTTP/portal.corp.example to EMEA\svc-old: as it was before
rem - the old holder is in another domain: go on when this says: No such SPN found.
setspn -F -Q HTTP/portal.corp.example
pause
setspn -F -S HTTP/portal.corp.example EMEA\svc-old
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/portal.corp.example
