rem without a crossRef no NetBIOS name is known, and all domains are one forest
setspn -S HTTP/a CORP\svc-web
setspn -S HTTP/a corp.example\svc-web
setspn -F -S HTTP/emea corp.example\svc-web
setspn -A HTTP/emea corp.example\svc-web
