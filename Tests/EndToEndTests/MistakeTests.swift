import Foundation
import Testing

/// Forty typical mistakes, ten each in study.yaml, CSV, JSON lines and commands: what is said of them is recorded, and
/// names the file, its line, what is wrong and what to do.
struct MistakeTests {
    private static let studies = [
        "models: {a: {}}\n", "version: 1\nmodels:\n\ta: {}\n", "version: 1\nmodels: {a: {endpont: api}}\n",
        "version: 1\nmodels: {a: {endpoint: api}}\n",
        "version: 1\nmodels: {a: {}}\ncriteria: {overall: {question: Q}}\n",
        "version: 1\nmodels: {a: {}}\ncriteria: {overall: {question: Q, scale: {min: 5, max: 1, step: 1}}}\n",
        "version: 1\nmodels: {a: {}}\nreviewers: [ana, ana]\n", "version: 1\nreviewers: [ana, ben\nmodels: {a: {}}\n",
        "version: 1\nmodels: {a b: {}}\n", "version: 1\nmodels: {a: {price: cheap}}\n",
    ]
    private static let tables = [
        "prompt,response\n", "", "prompt,model,response\nq,a\n", "prompt,model,response\nq,a,x,y\n",
        "prompt,model,response\n,a,x\n",
        "prompt,model,response\nq,,x\n", "question,prompt,model,response\nq,r,a,x\n", "frage,modell,antwort\nq,a,x\n",
        "prompt,prompt,model,response\nq,q,a,x\n", "prompt,model,response,sample\nq,a,x,first\n",
    ]
    private static let lines = [
        "{\"prompt\": \"q\", \"model\": \"a\", \"response\": \"x\"\n", "{\"prompt\": \"q\", \"model\": \"a\"}\n",
        "{\"prompt\": \"q\", \"model\": null, \"response\": \"x\"}\n",
        "{'prompt': 'q', 'model': 'a', 'response': 'x'}\n",
        "[{\"prompt\": \"q\", \"model\": \"a\", \"response\": \"x\"}\n",
        "{\"data\": [{\"prompt\": \"q\", \"response\": \"x\"}]}\n",
        "{\"prompt\": [{\"text\": \"q\"}, 1], \"model\": \"a\", \"response\": \"x\"}\n", "[1, 2]\n",
        "{\"prompt\": \"q\", \"model\": \"a\", \"response\": NaN}\n",
        "{\"prompt\": \"q\", \"prompt\": \"r\", \"response\": \"x\"}\n",
    ]
    private static let commands = [
        "inti x", "agreement missing.csv", "agreement --file x.csv", "agreement compair a b", "help rnak",
        "rank --overr prompt",
        "init a/b", "review --limit 3", "check --require alpha", "export --tidy xlsx",
    ]

    @Test func whatIsSaidIsAsRecorded() throws {
        let folder = try EmptyFolder()
        var text = ""
        func note(_ title: String, _ run: Program.Outcome, file: String?) {
            let said = run.errors.replacing(folder.path + "/", with: "")
            text += "## \(title.replacing("\n", with: "⏎"))\n\(said)exit \(run.status)\n\n"
            #expect(run.status != 0 && said.hasPrefix("Error: "), "\(title)")
            if let file { #expect(said.hasPrefix("Error: \(file):"), "\(title): \(said)") }
        }
        for yaml in Self.studies {
            let study = try EmptyFolder()
            let prompts = study.path + "/Prompts/s"
            try FileManager.default.createDirectory(atPath: prompts, withIntermediateDirectories: true)
            try study.write("Prompts/s/study.yaml", yaml)
            try study.write("Prompts/s/prompts.jsonl", "{\"id\": \"p\", \"prompt\": \"q\"}\n")
            let run = try study.slam("status")
            let said = run.errors.replacing(study.path + "/", with: "")
            note(yaml, .init(output: "", errors: said, status: run.status), file: "Prompts/s/study.yaml")
        }
        for (name, contents) in Self.tables.map({ ("x.csv", $0) }) + Self.lines.map({ ("x.jsonl", $0) }) {
            try folder.write(name, contents)
            note(contents, try folder.slam("init", "m", "--from", "\(folder.path)/\(name)"), file: name)
        }
        for line in Self.commands {
            note(line, try Program.run(line.split(separator: " ").map(String.init), input: ""), file: nil)
        }
        try compare(text)
    }

    private func compare(_ text: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let url = tests.appending(path: "Goldens/mistakes.txt")
        if ProcessInfo.processInfo.environment["SLAM_GOLDENS"] == "record" { return try Data(text.utf8).write(to: url) }
        let changed = text.components(separatedBy: "\n").difference(
            from: try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
        )
        #expect(changed.isEmpty, "record anew with SLAM_GOLDENS=record and say why in Tests/Goldens/differences.txt")
        for change in changed { print("golden mistakes: \(change)") }
    }
}
