import Fixtures
import Foundation
import Testing

/// A bundle is whole at every moment, also while a session works on it and when that is killed.
final class KilledBundleTests {
    private let folder: StudyFolder
    private let bundle: String
    private var copies: [Copy] = []
    /// How many ratings a copy held that was taken before: no later one may have fewer.
    private var published = 0

    /// Four kills; `SLAM_KILLS=30` makes thirty.
    private static let kills = Int(ProcessInfo.processInfo.environment["SLAM_KILLS"] ?? "") ?? 4
    private static let itemsAKill = 5
    private static let prompts = kills * itemsAKill / 2 + 3
    private static let total = prompts * 2

    /// A copy of the bundle, and how many ratings it must hold.
    private struct Copy {
        var path: String
        var least: Int
    }

    init() throws {
        folder = try StudyFolder()
        bundle = folder.path + "/ana.slam"
        let yaml = try folder.text("Prompts/s/study.yaml")
        let pair = "  better: {question: \"Which one?\", pairwise: {tie: true}}\n"
        try folder.write("Prompts/s/study.yaml", yaml.replacingOccurrences(of: pair, with: ""))
        let prompts = Self.prompts
        try folder.write(prompts: (1...prompts).map { "Ask \($0)" })
        let rows = (1...prompts).map { "p\($0),planted-large,Long answer \($0)\np\($0),planted-small,Short \($0)\n" }
        try folder.write("responses.csv", "prompt,model,response\n" + rows.joined())
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        #expect(try folder.slam("bundle", "ana", "--output", bundle).status == 0)
    }

    private func copy(least: Int? = nil) throws {
        let path = "\(folder.path)/copy-\(copies.count).slam"
        try FileManager.default.copyItem(atPath: bundle, toPath: path)
        copies.append(Copy(path: path, least: least ?? published))
    }

    private func session() throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(Program.path, ["review", bundle, "--no-warm-up"])
        #expect(terminal.wait { $0.text.contains("How good?") && $0.questions > 0 }, "\(terminal.screen.text)")
        return terminal
    }

    /// Rates one item of which so many were rated before.
    private func rate(_ terminal: PseudoTerminal, _ done: Int) throws {
        let next = " \(done + 1) of \(Self.total)"
        if done == 0 { #expect(terminal.type("3", untilUp: "Enter saves")) }
        #expect(terminal.type(done == 0 ? "\r" : "\(done % 5 + 1)", untilUp: next), "\(terminal.screen.text)")
    }

    /// How many of a copy's items are rated, by the words of `merge`; it changes nothing that a later copy does not have.
    private func count(_ path: String) throws -> Int? {
        let merged = try folder.slam("merge", path)
        #expect(merged.status == 0, "\(merged.errors)")
        let words = merged.errors.split(separator: " ")
        return words.count > 1 && words[0] == "ana:" ? Int(words[1]) : nil
    }

    /// Whether the bundle comes to hold so many ratings while its session only waits for keys; after how many seconds is for
    /// `idle` to say, whose clock no busy machine stretches.
    private func comes(to done: Int, in terminal: PseudoTerminal) throws -> Bool {
        var patience = Patience(session: terminal.process)
        while !patience.isOver() {
            try copy()
            guard try count(copies[copies.count - 1].path) == done else { continue }
            published = done
            return true
        }
        return false
    }

    @Test func everyCopyOpensAndHoldsWhatAnEarlierOneHeld() throws {
        var random = SystemRandomNumberGenerator()
        var done = 0
        for round in 0..<Self.kills {
            let terminal = try session()
            // The key before the kill is on disk, or it is not; what was told as saved is.
            if terminal.screen.text.contains(" \(done + 1) of \(Self.total)") { done += 1 }
            #expect(terminal.screen.text.contains(" \(done) of \(Self.total)"), "\(terminal.screen.text)")
            for _ in 0..<Int.random(in: 1..<Self.itemsAKill, using: &random) {
                try rate(terminal, done)
                done += 1
                if Bool.random(using: &random) { try copy() }
            }
            if round % 2 == 0 { #expect(try comes(to: done, in: terminal)) }
            terminal.type("\(done % 5 + 1)")
            if Bool.random(using: &random) { try copy() }
            terminal.killAtOnce()
            try copy()
        }
        let terminal = try session()
        if terminal.screen.text.contains(" \(done + 1) of \(Self.total)") { done += 1 }
        while done < Self.total {
            try rate(terminal, done)
            done += 1
        }
        #expect(terminal.wait(for: "Hand in the file"))
        try copy(least: Self.total)
        terminal.type("q")
        #expect(terminal.wait() == 0)
        try copy(least: Self.total)
        for copy in copies {
            let found = try #require(try count(copy.path))
            #expect(found >= copy.least, "\(copy.path) has \(found)")
        }
        #expect(try folder.slam("verify").status == 0)
        let rest = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(".ana") }
        #expect(rest.isEmpty, "\(rest)")
    }
}
