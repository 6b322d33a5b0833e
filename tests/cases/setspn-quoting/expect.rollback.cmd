@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - HTTP/s7.corp.example from CORP\svc~1#{}$1: as it was before
setspn -D HTTP/s7.corp.example CORP\svc~1#{}$1
rem - HTTP/s6.corp.example from CORP\svc`web: as it was before
setspn -D HTTP/s6.corp.example "CORP\svc`web"
rem - HTTP/s5.corp.example from CORP\svc'web: as it was before
setspn -D HTTP/s5.corp.example "CORP\svc'web"
rem - HTTP/s4.corp.example from CORP\svc (web): as it was before
setspn -D HTTP/s4.corp.example "CORP\svc (web)"
rem - HTTP/s3.corp.example from CORP\svc!x!: as it was before
setspn -D HTTP/s3.corp.example "CORP\svc!x!"
rem - HTTP/s2.corp.example from CORP\svc^web: as it was before
setspn -D HTTP/s2.corp.example "CORP\svc^web"
rem - HTTP/s1.corp.example from CORP\svc%%PATH%%: as it was before
setspn -D HTTP/s1.corp.example "CORP\svc%%PATH%%"
rem - HTTP/s0.corp.example from CORP\svc & calc: as it was before
setspn -D HTTP/s0.corp.example "CORP\svc & calc"
rem - HTTP/s0.corp.example to CORP\WEB01$: as it was before
setspn -F -S HTTP/s0.corp.example CORP\WEB01$
rem - what the directory shows of each SPN now; then run spnplan check
setspn -F -Q HTTP/s7.corp.example
setspn -F -Q HTTP/s6.corp.example
setspn -F -Q HTTP/s5.corp.example
setspn -F -Q HTTP/s4.corp.example
setspn -F -Q HTTP/s3.corp.example
setspn -F -Q HTTP/s2.corp.example
setspn -F -Q HTTP/s1.corp.example
setspn -F -Q HTTP/s0.corp.example
