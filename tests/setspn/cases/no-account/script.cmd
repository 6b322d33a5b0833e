setspn -S HTTP/web CORP\nobody
setspn -S HTTP/web ASIA\svc-web
setspn -L nobody
setspn -L CORP\WebHosts
setspn -L svc-web@corp.example
