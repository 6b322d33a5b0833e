@echo off
chcp 65001 >nul
setspn -S HTTP/a "CORP\svc space"
setspn -S "HTTP/b" "CORP\svc-web"
setspn -S HTTP/c CORP\"svc space"
setspn -S HTTP/d "CORP\svc space" >nul
setspn -S HTTP/e^-f CORP\svc-web >nul 2>nul
setspn -S HTTP/f%%20 CORP\svc-web 2>NUL
	setspn	-S	HTTP/g	CORP\svc-web
setspn -S "HTTP/h^i&j" CORP\svc-web 1> nul
@setspn -S HTTP/k!l! CORP\svc-web
setspn -S HTTP/münchen.example CORP\svc-web
