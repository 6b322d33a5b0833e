@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - irreversible: HTTP/ｗide.corp.example stays removed from CORP\svc-former: the directory refuses a duplicate, so what was removed stays removed
rem - HTTP/web01.corp.example to CORP\svc-former: as it was before
setspn -T corp.example -F -S HTTP/web01.corp.example CORP\svc-former
rem - HTTP/third.corp.example from CORP\svc-third: as it was before
setspn -D HTTP/third.corp.example CORP\svc-third
rem - HTTP/third.corp.example to CORP\svc-former: as it was before
setspn -T corp.example -F -S HTTP/third.corp.example CORP\svc-former
rem - HTTP/kt.corp.example from CORP\svc-kt: as it was before
setspn -D HTTP/kt.corp.example CORP\svc-kt
rem - HTTP/kt.corp.example to CORP\svc-former: as it was before
setspn -T corp.example -F -S HTTP/kt.corp.example CORP\svc-former
rem - irreversible: HTTP/exact.corp.example stays removed from CORP\svc-former: the directory refuses a duplicate, so what was removed stays removed
rem - irreversible: HTTP/CASE.corp.example stays removed from CORP\svc-former: the directory refuses a duplicate, so what was removed stays removed
rem - HTTP/app.example to FAB\svc-app: as it was before
setspn -T fab.test -F -S HTTP/app.example FAB\svc-app
rem - what the directory shows of each SPN now; then run spnplan audit
setspn -T corp.example -F -Q HTTP/web01.corp.example
setspn -T corp.example -F -Q HTTP/third.corp.example
setspn -T corp.example -F -Q HTTP/kt.corp.example
setspn -T fab.test -F -Q HTTP/app.example
