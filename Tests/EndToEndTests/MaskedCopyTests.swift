import Foundation
import Testing

/// What is masked for reviewers is masked in the worsened copies of it too, whenever they were made.
struct MaskedCopyTests {
    private let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {planted-large: {endpoint: api, model: l, baseline: true}, planted-small: {endpoint: api, model: s}}
            criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5}}
              best: {question: "In which order?", ranking: true}
            reviewers: [ana]
            review: {leaks: mask, attention: 0.5, repeats: 0.2, seed: 3}
            """
        )
        let rows = (1...6).flatMap { place in
            ["planted-large", "planted-small"].map {
                "p\(place),\($0),\"As GPT-4, a model made by OpenAI, I answer \($0.suffix(5)) \(place). It is so. Truly it is.\"\n"
            }
        }
        try folder.write("leaking.csv", "prompt,model,response\n" + rows.joined())
        // The plan, with its worsened copies, is made before anybody looks for leaks.
        #expect(try folder.slam("import", folder.path + "/leaking.csv").status == 0)
        let leaks = try folder.slam("leaks")
        #expect(leaks.status == 0 && leaks.errors.contains("attention checks left the plan"), "\(leaks.errors)")
    }

    @Test func noBundleAndNoSessionSaysWhoWroteIt() throws {
        for isPlannedAnew in [false, true] {
            if isPlannedAnew {
                let early = try folder.slam("bundle", "ana")
                #expect(early.status == 1 && early.errors.contains("'slam plan' plans again what was revoked"))
                #expect(try folder.slam("plan").status == 0)
            }
            let path = "\(folder.path)/\(isPlannedAnew).slam"
            #expect(try folder.slam("bundle", "ana", "--output", path).status == 0)
            let bytes = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            for name in ["GPT-4", "OpenAI", "planted"] { #expect(!bytes.contains(name), "\(name) \(isPlannedAnew)") }
            let keys = String(repeating: "3\n12\n", count: 60)
            let session = try Program.run(["review", path, "--line"], input: keys)
            #expect(session.output.contains("[…]") && session.output.contains("Response 2"))
            for name in ["GPT-4", "OpenAI", "planted"] { #expect(!session.output.contains(name)) }
            #expect(try folder.slam("bundle", "ana", "--revoke").status == 0)
        }
    }
}
