rem one
