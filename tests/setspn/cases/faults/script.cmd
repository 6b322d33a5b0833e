del before.ldf
setspn.exe -S HTTP/x CORP\svc-web
powershell -Command "Set-ADUser"
goto stage_1
setspn -S HTTP/%NAME% CORP\svc-web
rem 100% sure
setspn -S "HTTP/%1" CORP\svc-web
if errorlevel 1 pause
if not errorlevel 1 pause
if %errorlevel%==0 pause
if exist before.ldf ldifde -f before.ldf
if not exist before.ldf del before.ldf
if not exist before.ldf ldifde -i -f before.ldf
if not exist before.ldf ldifde -f after.ldf
setspn -S HTTP/a CORP\svc-web & del x
setspn -S HTTP/a CORP\svc-web && del x
setspn -Q HTTP/a | find "x"
setspn -Q HTTP/a > out.txt
setspn -Q HTTP/a >nul.txt
setspn -Q HTTP/a <nul
setspn -Q >nul HTTP/a
setspn -Q HTTP/a 2>&1
setspn -S HTTP/a CORP\svc-web ^
setspn -S "HTTP/a CORP\svc-web
rem & del x
rem what follows ^
echo a > b
pause now
chcp 1252
chcp
@
setspn -S HTTP/münchen CORP\svc-web
