@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/mail.corp.example from CORP\EXCHASA$: as it was before
setspn -D HTTP/mail.corp.example CORP\EXCHASA$
rem - HTTP/mail.corp.example to CORP\WEB01$: as it was before
setspn -F -S HTTP/mail.corp.example CORP\WEB01$
rem - HTTP/autodiscover.corp.example from CORP\EXCHASA$: as it was before
setspn -D HTTP/autodiscover.corp.example CORP\EXCHASA$
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/mail.corp.example
setspn -F -Q HTTP/autodiscover.corp.example
