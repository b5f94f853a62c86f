import ArgumentParser
import Testing

@testable import Commands

/// Numbers beyond their limits, and options that do not go together, are refused before anything is read.
struct RefusedNumberTests {
    /// What is said of arguments that are refused as wrong usage; nil where they are taken. Only the command that they name is
    /// built, and nothing is run.
    private static func refusal(_ words: [String]) throws -> String? {
        var (command, rest): (any ParsableCommand.Type, ArraySlice<String>) = (SLaMCommand.self, words[...])
        while let word = rest.first,
            let next = Typing.children(of: command).first(where: { $0.configuration.commandName == word })
        {
            (command, rest) = (next, rest.dropFirst())
        }
        command = command.configuration.defaultSubcommand ?? command
        do {
            _ = try command.parse(Array(rest))
            return nil
        } catch {
            guard command.exitCode(for: error).rawValue == 64 else { throw error }
            return command.message(for: error)
        }
    }

    /// The first value beyond a limit is refused.
    @Test(
        arguments: [
            (["collect"], ["--limit=-1"], "--limit must not be negative"),
            (["collect"], ["--samples=0"], "--samples must be at least 1"),
            (["collect"], ["--max-requests=0"], "--max-requests must be at least 1"),
            (["probe"], ["--prompts=0", "--max-tokens=0", "--at-once=0"], "and --at-once must be at least 1"),
            (["probe"], ["--max-cost=1.0000000001"], "at most nine decimals"),
            (
                ["probe", "--load", "m"], ["--seconds=0", "--requests=0"], "--seconds and --requests must be at least 1"
            ),
            (["probe", "--load", "m"], ["--confidence=0", "--confidence=1"], "--confidence must lie between 0 and 1"),
            (["probe", "--load", "m"], ["--rates=10001", "--rates=1,x", "--steps=,"], "are numbers above 0"),
            (["bundle", "ana"], ["--open=-1"], "--open is a number of items, from 0"),
            (["judge"], ["--max-unparsed=-0.1", "--max-unparsed=1.1"], "--max-unparsed must be from 0 to 1"),
            (["judge"], ["--limit=0"], "--limit must be at least 1"),
            (["plan"], ["--half-width=0"], "--half-width must be above 0"),
            (["plan"], ["--alpha=0", "--alpha=1"], "--alpha must lie between 0 and 1"),
            (["plan"], ["--confidence=0", "--confidence=1"], "--confidence must lie between 0 and 1"),
            (["plan"], ["--simulations=-1"], "--simulations must not be negative"),
            (["plan"], ["--discuss=0"], "--discuss must be at least 1"),
            (["plan"], ["--learn=0"], "--learn must be at least 1"),
            (["plan"], ["--adaptive=0"], "--adaptive must be at least 1"),
            (["plan"], ["--seconds=0"], "--seconds must be above 0"),
            (["review", "--reviewer", "ana"], ["--limit=0"], "--limit is a number of items, from 1"),
            (["agreement"], ["--resamples=-1"], "--resamples must not be negative"),
            (["agreement"], ["--confidence=0", "--confidence=1"], "--confidence must lie between 0 and 1"),
            (["calibrate"], ["--worst=-1"], "--worst must not be negative"),
            (["similarity"], ["--jobs=0"], "--jobs must be at least 1"),
            (["rehearse", "recorded.jsonl"], ["--every=0"], "--every must be at least 1"),
        ] as [([String], [String], String)]
    )
    func aNumberBeyondItsLimitIsRefused(command: [String], options: [String], words: String) throws {
        for option in options {
            let said = try Self.refusal(command + [option])
            #expect(said?.contains(words) == true, "\(command) \(option): \(said ?? "taken")")
        }
    }

    @Test(
        arguments: [
            (
                ["probe", "--load", "m"], ["--once", "--models=m", "--print-units"],
                "--load is a test of one model, now"
            ),
            (
                ["probe"], ["--steps=1", "--rates=1", "--seconds=1", "--requests=1", "--confidence=0.9"],
                "give --load MODEL"
            ),
            (
                ["probe", "--load", "m", "--steps", "1"], ["--rates=1"],
                "--rates requests a second: give one of the two"
            ),
            (["judge", "--dry-run"], ["--reparse"], "--dry-run and --reparse: give one of the two"),
            (
                ["judge", "audit", "verdicts.csv"],
                ["--ask=again", "--injection", "--limit=1", "--dry-run", "--accept-change"],
                "ask judges: leave FILE out"
            ),
            (["judge", "audit"], ["--ask=again,twice", "--ask=plain"], "is no arm: choose among again"),
            (["embedder", "fetch", "minilm", "--from", "a"], ["--mirror=b"], "give either --from or --mirror"),
            (["plan", "--discuss", "1"], ["--learn=1", "--adaptive=1"], "one at a time"),
            (["plan"], ["--reason=shorter", "--keep=overall"], "--keep CRITERION and --reason TEXT go together"),
            (["plan", "--keep", "overall", "--reason"], [""], "--keep CRITERION and --reason TEXT go together"),
            (["review"], ["--redo", "--limit=1"], "name the reviewer with --reviewer, or a bundle"),
            (["review", "--reviewer", "ana", "--skipped"], ["--redo", "--flagged"], "name one of --redo, --flagged"),
            (["disagreements", "--texts"], ["--format=json", "--format=markdown"], "--texts is for reading"),
            (["agreement", "-"], ["--split=phase"], "--split phase reads its table several times"),
            (["agreement", "a.csv"], ["--calibrated=a"], "--calibrated is for the study"),
            (
                ["agreement", "compare", "a", "b", "--file", "a.csv"], ["--calibrated=a"],
                "--calibrated is for the study"
            ),
            (["calibrate"], ["--level=ordinal", "--map=winner=choice"], "--level and --map are for --file"),
            (["calibrate"], ["--decimal=,"], "--decimal is for a FILE"),
            (["agreement"], ["--map=score=points"], "--decimal and --map are for a FILE"),
            (
                ["models", "--catalogue"], ["--criterion=a", "--rater=a", "--model=a"],
                "--catalogue lists every variant"
            ),
            (["rank", "--calibrated", "a"], ["--over=prompt", "--kind=judge", "pairs.csv"], "it goes with no FILE"),
            (["init"], ["a/b", "a b", "é", "", "a.b"], "is no name of a study"),
            (["init", "x"], ["--map=response=answer"], "are for --from FILE"),
        ] as [([String], [String], String)]
    )
    func whatDoesNotGoTogetherIsRefused(command: [String], more: [String], words: String) throws {
        for option in more {
            let said = try Self.refusal(command + [option])
            #expect(said?.contains(words) == true, "\(command) \(option): \(said ?? "taken")")
        }
    }

    @Test func aStudysNameHasSixtyFourCharacters() throws {
        let long = try Self.refusal(["init", String(repeating: "a", count: 65)])
        #expect(long?.contains("is no name of a study") == true)
        #expect(try Self.refusal(["init", String(repeating: "a", count: 64)]) == nil)
    }

    @Test(arguments: [
        ["collect", "--limit", "0"], ["collect", "--samples", "1"], ["collect", "--max-requests", "1"],
        ["probe", "--prompts", "1", "--max-tokens", "1", "--at-once", "1"], ["bundle", "ana", "--open", "0"],
        ["judge", "--max-unparsed", "0"], ["judge", "--max-unparsed", "1", "--limit", "1"],
        ["plan", "--simulations", "0"], ["plan", "--learn", "1"], ["plan", "--discuss", "1"],
        ["plan", "--adaptive", "1"], ["agreement", "--resamples", "0"], ["calibrate", "--worst", "0"],
        ["similarity", "--jobs", "1"], ["disagreements", "--limit", "1"], ["attempts", "--limit", "1"],
        ["probe", "--load", "m", "--rates", "10000", "--seconds", "1", "--requests", "1"],
        ["probe", "--load", "m", "--steps", "1,1024"], ["screen", "--keep", "1", "--top", "1"],
    ])
    func aNumberAtItsLimitIsTaken(command: [String]) throws { #expect(try Self.refusal(command) == nil) }
}
