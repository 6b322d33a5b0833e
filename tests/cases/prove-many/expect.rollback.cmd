@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/s07.corp.example from CORP\svc-1: as it was before
setspn -D HTTP/s07.corp.example CORP\svc-1
rem - HTTP/s07 from CORP\svc-1: as it was before
setspn -D HTTP/s07 CORP\svc-1
rem - HTTP/s06.corp.example from CORP\svc-0: as it was before
setspn -D HTTP/s06.corp.example CORP\svc-0
rem - HTTP/s06.corp.example to CORP\svc-2: as it was before
setspn -F -S HTTP/s06.corp.example CORP\svc-2
rem - HTTP/s06 from CORP\svc-0: as it was before
setspn -D HTTP/s06 CORP\svc-0
rem - HTTP/s06 to CORP\WEB01$: as it was before
setspn -F -S HTTP/s06 CORP\WEB01$
rem - HTTP/s05.corp.example from CORP\svc-2: as it was before
setspn -D HTTP/s05.corp.example CORP\svc-2
rem - HTTP/s05.corp.example to CORP\svc-1: as it was before
setspn -F -S HTTP/s05.corp.example CORP\svc-1
rem - HTTP/s05 from CORP\svc-2: as it was before
setspn -D HTTP/s05 CORP\svc-2
rem - HTTP/s04.corp.example from CORP\svc-1: as it was before
setspn -D HTTP/s04.corp.example CORP\svc-1
rem - HTTP/s04.corp.example to CORP\svc-0: as it was before
setspn -F -S HTTP/s04.corp.example CORP\svc-0
rem - HTTP/s04 from CORP\svc-1: as it was before
setspn -D HTTP/s04 CORP\svc-1
rem - HTTP/s04 to CORP\WEB01$: as it was before
setspn -F -S HTTP/s04 CORP\WEB01$
rem - HTTP/s03.corp.example from CORP\svc-0: as it was before
setspn -D HTTP/s03.corp.example CORP\svc-0
rem - HTTP/s03 from CORP\svc-0: as it was before
setspn -D HTTP/s03 CORP\svc-0
rem - HTTP/s02 from CORP\svc-2: as it was before
setspn -D HTTP/s02 CORP\svc-2
rem - HTTP/s02 to CORP\WEB01$: as it was before
setspn -F -S HTTP/s02 CORP\WEB01$
rem - HTTP/s01 from CORP\svc-1: as it was before
setspn -D HTTP/s01 CORP\svc-1
rem - HTTP/s00 from CORP\svc-0: as it was before
setspn -D HTTP/s00 CORP\svc-0
rem - HTTP/s00 to CORP\WEB01$: as it was before
setspn -F -S HTTP/s00 CORP\WEB01$
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/s07.corp.example
setspn -F -Q HTTP/s07
setspn -F -Q HTTP/s06.corp.example
setspn -F -Q HTTP/s06
setspn -F -Q HTTP/s05.corp.example
setspn -F -Q HTTP/s05
setspn -F -Q HTTP/s04.corp.example
setspn -F -Q HTTP/s04
setspn -F -Q HTTP/s03.corp.example
setspn -F -Q HTTP/s03
setspn -F -Q HTTP/s02
setspn -F -Q HTTP/s01
setspn -F -Q HTTP/s00
