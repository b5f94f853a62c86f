/// Names of clusters as places in a list, in the order of first sight.
package struct Clusters {
    package let places: [Int]
    package let count: Int

    package init(_ names: [String]) {
        var known: [String: Int] = [:]
        places = names.map { name in
            let place = known[name] ?? known.count
            known[name] = place
            return place
        }
        count = known.count
    }
}
