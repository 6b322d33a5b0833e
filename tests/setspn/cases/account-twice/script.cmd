setspn -S HTTP/farm svc-farm
setspn -L EMEA\svc-farm
