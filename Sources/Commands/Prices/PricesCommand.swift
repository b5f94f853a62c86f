import ArgumentParser
import Collecting
import Foundation
import Reporting
import Store
import Studies

/// `slam prices`.
struct PricesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices",
        abstract: "Import a table of prices, for models whose price study.yaml does not give.",
        discussion: """
            A price in study.yaml wins. The price used for a request is kept with it, so a later table changes \
            nothing of what was spent.

            Example:
              slam prices import model_prices_and_context_window.json
              slam prices list
            """,
        subcommands: [PricesList.self, PricesImport.self],
        defaultSubcommand: PricesList.self
    )
}

/// `slam prices import`.
struct PricesImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read LiteLLM's table of prices; its hash and date are kept.",
        discussion: """
            Example:
              slam prices import model_prices_and_context_window.json
            """
    )

    @Argument(help: "LiteLLM's model_prices_and_context_window.json.", completion: .file())
    var file: String

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let source = try ByteSource(path: file)
        var bytes: [UInt8] = []
        while case let block = try source.next(), !block.isEmpty { bytes += block }
        let table = try PriceTable(reading: bytes, named: source.name)
        let attributes = file == "-" ? [:] : try FileManager.default.attributesOfItem(atPath: file)
        let date = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970
        let isNew = try place.open(.create).importPrices(
            table.prices,
            sha256: table.sha256,
            datedAt: date.map { Int64($0 * 1000) } ?? context.now(),
            at: context.now()
        )
        let words = isNew ? "imported" : "known already, and the newest again"
        context.tell("\(Figures.count(table.prices.count, "price")) \(words): table \(table.sha256.prefix(12)).\n")
        for (name, why) in table.unread.prefix(20) { context.tell("left out '\(name)': \(why)\n") }
        if table.unread.count > 20 { context.tell("left out \(table.unread.count - 20) more that cannot be read\n") }
        if table.leftOut > 0 {
            context.tell("\(table.leftOut) more have no price a token that can be used, or the price 0.\n")
        }
    }
}

/// `slam prices list`.
struct PricesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the imported tables, and the price used for each model of the study.",
        discussion: """
            Example:
              slam prices list --format csv
            """
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let study = try place.readStudy()
        let store = try place.open(.existing)
        let work = try Work.responses(of: study, imported: []).priced(from: store)
        let used = work.compactMap { work in work.price.map { (work.draft.asked, $0) } }
        let document = PricesDocument(
            study.models,
            used: Dictionary(used) { first, _ in first },
            tables: try store.priceTables()
        )
        try Context.current.write(document.written(as: output.format))
        if !document.words.isEmpty { Context.current.tell(document.words) }
    }
}
