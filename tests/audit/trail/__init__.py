"""操作日志存证: the operators' log cannot be made to lie unseen."""
