@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/web02.corp.example from CORP\gmsa-web$: as it was before
setspn -D HTTP/web02.corp.example CORP\gmsa-web$
rem - HTTP/web02 from CORP\gmsa-web$: as it was before
setspn -D HTTP/web02 CORP\gmsa-web$
rem - HTTP/web01.corp.example from CORP\gmsa-web$: as it was before
setspn -D HTTP/web01.corp.example CORP\gmsa-web$
rem - HTTP/web01 from CORP\gmsa-web$: as it was before
setspn -D HTTP/web01 CORP\gmsa-web$
rem - HTTP/portal.corp.example from CORP\gmsa-web$: as it was before
setspn -D HTTP/portal.corp.example CORP\gmsa-web$
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/web02.corp.example
setspn -F -Q HTTP/web02
setspn -F -Q HTTP/web01.corp.example
setspn -F -Q HTTP/web01
setspn -F -Q HTTP/portal.corp.example
