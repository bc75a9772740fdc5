//! Dissolving small clusters into their neighbours, as VOSviewer does.

use super::leiden::{Groups, Level, aggregate};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Merges clusters of fewer than `smallest` nodes, the smallest first, each into the cluster with the greatest weight of
/// links to it for the node weight of that cluster. A cluster without links stays.
///
/// The links of a cluster that is dissolved become those of the other, so each merge costs as much as it has neighbours.
pub(super) fn dissolve(network: &Level, clusters: &mut [u32], smallest: u32) {
    let groups = Groups::new(clusters);
    let reduced = aggregate(network, clusters, &groups);
    let mut weights = reduced.sizes.clone();
    let mut counts: Vec<usize> = (0..groups.len()).map(|group| groups.of(group).len()).collect();
    let mut links: Vec<BTreeMap<u32, f64>> = (0..groups.len()).map(|group| reduced.links(group).collect()).collect();
    // Where the nodes of a cluster have gone.
    let mut into: Vec<u32> = (0..groups.len() as u32).collect();

    let small = |count: usize| count < smallest as usize;
    let mut waiting: BinaryHeap<Reverse<(usize, u32)>> = BinaryHeap::new();
    waiting.extend(
        counts.iter().zip(0..).filter(|(count, _)| small(**count)).map(|(count, group)| Reverse((*count, group))),
    );
    while let Some(Reverse((count, group))) = waiting.pop() {
        let from = group as usize;
        if into[from] != group || counts[from] != count {
            continue; // has grown or gone since
        }
        let mut strongest = None;
        for (&other, weight) in &links[from] {
            let strength = weight / weights[other as usize];
            if strongest.is_none_or(|(most, _)| strength > most) {
                strongest = Some((strength, other));
            }
        }
        let Some((_, target)) = strongest else { continue };
        let to = target as usize;
        for (other, weight) in std::mem::take(&mut links[from]) {
            links[other as usize].remove(&group);
            if other != target {
                *links[to].entry(other).or_default() += weight;
                *links[other as usize].entry(target).or_default() += weight;
            }
        }
        into[from] = target;
        weights[to] += weights[from];
        counts[to] += count;
        if small(counts[to]) {
            waiting.push(Reverse((counts[to], target)));
        }
    }
    for cluster in clusters {
        // A chain has fewer links than a small cluster has nodes.
        while into[*cluster as usize] != *cluster {
            *cluster = into[*cluster as usize];
        }
    }
}
