@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/xn--bcher-kva.corp.example from CORP\svc-web: as it was before
setspn -D HTTP/xn--bcher-kva.corp.example CORP\svc-web
rem - HTTP/xn--bcher-kva.corp.example to CORP\WEB01$: as it was before
setspn -F -S HTTP/xn--bcher-kva.corp.example CORP\WEB01$
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/xn--bcher-kva.corp.example
