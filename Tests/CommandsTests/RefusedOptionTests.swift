import Testing

/// Options that would be taken and forgotten, or that ask for nothing that there is, are refused as wrong usage.
struct RefusedOptionTests {
    @Test(arguments: [
        (["init", "x", "--criteria", "overall:1-5"], "--map, --criteria and --reviewers are for --from FILE"),
        (["init", "x", "--reviewers", "ana"], "--map, --criteria and --reviewers are for --from FILE"),
        (["agreement", "--categories", "1,2"], "--level and --categories are for a FILE"),
        (["agreement", "--level", "ordinal"], "--level and --categories are for a FILE"),
        (["agreement", "--decimal", ","], "--decimal and --map are for a FILE"),
        (["calibrate", "--level", "ordinal"], "--level and --map are for --file"),
        (["screen", "--keep", "1", "--top", "2"], "--keep must be at least --top"),
        (["screen", "--keep", "1", "--top", "0"], "--top at least 1"),
        (["probe", "--load", "m", "--steps", "0"], "--steps and --rates are numbers above 0"),
        (["probe", "--load", "m", "--steps", "1,1025"], "--steps and --rates are numbers above 0"),
        (["probe", "--load", "m", "--rates", "0"], "--steps and --rates are numbers above 0"),
        (["probe", "--steps", "1"], "give --load MODEL"),
        (["attempts", "--class", "rate_limit"], "no class 'rate_limit'; did you mean 'rate_limited'?"),
        (["attempts", "--limit", "0"], "--limit must be at least 1"),
        (["judge", "audit", "--ask", "plain"], "'plain' is no arm"),
        (["plan", "--keep", "overall"], "--keep CRITERION and --reason TEXT go together"),
        (["plan", "--learn", "3", "--adaptive", "3"], "one at a time"),
        (["disagreements", "--texts", "--format", "csv"], "--texts is for reading"),
        (["rank", "--map", "winner=choice"], "--map is for a FILE"),
        (["rank", "--calibrated", "a", "--calibrated", "b"], "--calibrated ranks by one judge: name one"),
        (["latency", "--timezone", "Rome"], "'Rome' is no time zone, such as Europe/Rome"),
        (["disagreements", "--limit", "0"], "--limit must be at least 1"),
        (["collect", "--max-cost", "1.0000000001"], "at most nine decimals"),
        (["review", "--reviewer", "ana", "--redo", "--flagged"], "name one of --redo, --flagged and --skipped"),
        (["adjudicate"], "name who writes the outcome down with --by, or use --list"),
    ])
    func whatCannotBeMeantIsRefused(command: [String], words: String) async {
        let outcome = await InProcess.slam(command)
        #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.status): \(outcome.errors)")
    }
}
