setspn -S http/OLD.Corp.Example CORP\svc-web
