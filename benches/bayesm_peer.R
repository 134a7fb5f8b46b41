# bayesm on the work of hierarchical.rs: six normal tastes with full covariance, one component, its own prior. Needs the packages bayesm and coda.
# Rscript benches/bayesm_peer.R [iterations] [last tasks held out of each person: 0 for none] [chains' means go to this file]
# Prints CPU seconds, what the draws of means and spreads are worth once the first quarter is left out, and the hold-out.
library(bayesm)
library(coda)

arguments <- commandArgs(trailingOnly = TRUE)
iterations <- if (length(arguments) > 0) as.integer(arguments[1]) else 20000L
held <- if (length(arguments) > 1) as.integer(arguments[2]) else 0L
keep <- 10L
names <- c("pf", "cl", "loc", "wk", "tod", "seas")
script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1])
rows <- read.csv(file.path(dirname(script), "..", "personas", "electricity", "choices.csv"))

# Four suppliers a task, one below the other.
features <- function(rows) {
  do.call(rbind, lapply(seq_len(nrow(rows)), function(r) sapply(names, function(name) as.numeric(rows[r, paste0(name, 1:4)]))))
}
people <- split(rows, factor(rows$id, levels = unique(rows$id)))
known <- lapply(people, function(own) {
  own <- head(own, nrow(own) - held)
  list(y = own$choice, X = features(own))
})
set.seed(1)
before <- proc.time()
invisible(capture.output(found <- rhierMnlRwMixture(
  Data = list(p = 4, lgtdata = known), Prior = list(ncomp = 1), Mcmc = list(R = iterations, keep = keep, nprint = 0)
)))
cpu <- sum((proc.time() - before)[c("user.self", "sys.self")])

draws <- length(found$nmix$compdraw)
kept <- (draws %/% 4 + 1):draws
means <- t(sapply(found$nmix$compdraw, function(draw) draw[[1]]$mu))[kept, ]
spreads <- t(sapply(found$nmix$compdraw, function(draw) sqrt(diag(crossprod(solve(draw[[1]]$rooti))))))[kept, ]
cat(sprintf("bayesm %s, %d iterations: %.2f CPU s\n", packageVersion("bayesm"), iterations, cpu))
for (what in c("means", "spreads")) {
  drawn <- get(what)
  worth <- effectiveSize(mcmc(drawn))
  cat(sprintf("  %-7s %s\n", what, paste(sprintf("%.4f", colMeans(drawn)), collapse = " ")))
  cat(sprintf("  worth   %s draws; least %.2f a CPU second\n", paste(sprintf("%.0f", worth), collapse = " "), min(worth) / cpu))
}
if (length(arguments) > 2) write.csv(cbind(means, spreads), arguments[3], row.names = FALSE)
if (held > 0) {
  hit <- log_p <- c()
  for (i in seq_along(people)) {
    own <- tail(people[[i]], held)
    utility <- features(own) %*% found$betadraw[i, , kept]
    for (task in seq_len(held)) {
      one <- exp(utility[4 * (task - 1) + 1:4, ])
      p <- rowMeans(sweep(one, 2, colSums(one), "/"))
      hit <- c(hit, which.max(p) == own$choice[task])
      log_p <- c(log_p, log(p[own$choice[task]]))
    }
  }
  cat(sprintf("  last %d tasks of each person: hit rate %.4f, root likelihood %.4f\n", held, mean(hit), exp(mean(log_p))))
}
