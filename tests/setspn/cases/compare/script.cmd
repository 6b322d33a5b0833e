chcp 65001 >nul
rem case, width and marks do not count, nor does it matter how a mark is written
setspn -S HTTP/munchen CORP\svc-web
setspn -S HTTP/MÜNCHEN CORP\svc-web
setspn -S HTTP/münchen CORP\svc-web
setspn -S ｈttp/münchen CORP\svc-web
setspn -S HTTP/προς CORP\svc-web
setspn -S HTTP/ΠΡΟς CORP\svc-web
setspn -S HTTP/straße CORP\svc-web
setspn -S HTTP/strasse CORP\svc-web
