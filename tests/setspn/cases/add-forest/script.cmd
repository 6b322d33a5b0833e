setspn -F -U -S HTTP/web.corp.example CORP\svc-web
setspn -F -S HTTP/portal2.corp.example CORP\gmsa-portal$
setspn -F -C -S HTTP/app.corp.example CORP\WEB01
