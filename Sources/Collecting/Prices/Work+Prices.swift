import Inference
package import Store
import Studies

extension [Work] {
    /// The same requests, with imported prices where the study gives none.
    package func priced(from store: Store) throws -> [Work] {
        guard try !store.priceTables().isEmpty else { return self }
        var known: [[String]: Price?] = [:]
        return try map { work in
            guard work.price == nil else { return work }
            let names = work.call.listedNames
            let price = try known[names] ?? store.listPrice(of: names)
            known[names] = .some(price)
            var work = work
            work.price = price
            return work
        }
    }
}

extension Call {
    /// What a table may call the model: the server's name, alone and behind the profile's.
    ///
    /// Ollama's runs on a machine of one's own, whatever another server asks for a model of that name.
    fileprivate var listedNames: [String] {
        guard endpoint.kind != .ollama else { return [] }
        return [endpoint.profile.map { "\($0)/\(model)" }, model].compactMap { $0 }
    }
}
