rem -S looks in the account's own domain; the domain controller asks the forest
setspn -S HTTP/emea.corp.example CORP\svc-web
setspn -F -S HTTP/emea.corp.example CORP\svc-web
