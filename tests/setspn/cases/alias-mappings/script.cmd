rem sPNMappings of this forest: host=cifs, ldap=GC
setspn -S HTTP/web01 CORP\svc-web
setspn -S cifs/web01 CORP\svc-web
setspn -S gc/web01 CORP\svc-web
