setspn /f /u /s HTTP/slash CORP\svc-web
SetSPN -f -p -s HTTP/lower CORP\svc-web
setspn -S HTTP/behind CORP\svc-web -F
setspn -?
