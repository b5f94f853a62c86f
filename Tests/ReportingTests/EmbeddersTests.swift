import Testing

@testable import Reporting

/// What turns texts into vectors, as it is listed.
struct EmbeddersTests {
    private func document(_ folder: String = "/f/minilm") -> EmbeddersDocument {
        EmbeddersDocument([
            .init("minilm", title: "MiniLM", folder: folder, isFetched: true),
            .init("other", title: "Other", folder: "/f/other", isFetched: false),
        ])
    }

    @Test func whatIsNotHereIsFetchedByItsName() {
        #expect(
            document().written(as: .csv) == """
                embedder,model,state,folder\r
                lexical,TF-IDF,built in,\r
                minilm,MiniLM,fetched,/f/minilm\r
                other,Other,not here: slam embedder fetch other,/f/other\r

                """
        )
        #expect(document().written(as: .markdown).contains("| minilm | MiniLM | fetched | /f/minilm |\n"))
        #expect(document().written(as: .table).contains("lexical   TF-IDF  built in                             –\n"))
        let json = document().written(as: .json)
        #expect(json.hasPrefix(#"{"schema":"slam.embedders.v1","rows":[{"embedder":"lexical","model":"TF-IDF","#))
        #expect(json.contains(#""state":"built in","folder":null}"#) && json.hasSuffix(#"],"notes":[]}"# + "\n"))
    }

    @Test(arguments: Format.allCases) func aFoldersNameActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(document(HostileText.text).written(as: format), format))
    }
}
