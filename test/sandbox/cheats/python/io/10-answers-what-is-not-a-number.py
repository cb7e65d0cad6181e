print("nan inf -inf 1e999")
