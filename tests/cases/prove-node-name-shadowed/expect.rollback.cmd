@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/web01.corp.example to CORP\svc-web: as it was before
setspn -F -S HTTP/web01.corp.example CORP\svc-web
rem - HTTP/WEB01 to CORP\svc-web: as it was before
setspn -F -S HTTP/WEB01 CORP\svc-web
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/web01.corp.example
setspn -F -Q HTTP/WEB01
