setspn -S HTTP/a SVC-WEB
setspn -S HTTP/b corp.example\Svc-Web
setspn -S HTTP/c corp\WEB01$
setspn -S HTTP/d CORP\gmsa-portal
setspn -S HTTP/e EMEA\web02
