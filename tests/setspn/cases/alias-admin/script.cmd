setspn -F -S HTTP/web01.corp.example CORP\svc-web
setspn -F -S HOST/portal.corp.example CORP\svc-old
