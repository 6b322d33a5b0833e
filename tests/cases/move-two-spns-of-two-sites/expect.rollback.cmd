@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/b.corp.example from CORP\svc-b: as it was before
setspn -D HTTP/b.corp.example CORP\svc-b
rem - HTTP/b.corp.example to CORP\svc-a: as it was before
setspn -F -S HTTP/b.corp.example CORP\svc-a
rem - HTTP/a.corp.example from CORP\svc-a: as it was before
setspn -D HTTP/a.corp.example CORP\svc-a
rem - HTTP/a.corp.example to CORP\svc-b: as it was before
setspn -F -S HTTP/a.corp.example CORP\svc-b
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/b.corp.example
setspn -F -Q HTTP/a.corp.example
