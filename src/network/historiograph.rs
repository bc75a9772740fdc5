//! The historiograph: the works a field cites most within itself, year below year, with the citations between them.
//!
//! The local citation score counts citations from within the collection, so it finds what mattered to this field, where
//! the times cited of a database say what mattered to anybody. Years run from the top down, as reading does.
//!
//! The place within a row is sought so that few lines cross: works and the lines that pass a row are ordered by the mean
//! place of their neighbours in the row above, then below, several times over, and the best order is kept. Then each row
//! moves as near to its neighbours as the room between works allows, which isotonic regression solves exactly.

use super::filter;
use super::links::Links;
use super::{Column, Direction, Integers, Parts, Values};
use std::fmt;

/// What decides which works are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CitationScore {
    /// Citations from within the collection.
    #[default]
    Local,
    /// Times cited, as the database states it.
    Global,
}

impl CitationScore {
    /// Name on the command line and in files: `local`, `global`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Global => "global",
        }
    }
}

/// Choices for [`historiograph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoriographOptions {
    /// Works at most.
    pub works: usize,
    /// What they are chosen by.
    pub score: CitationScore,
}

impl Default for HistoriographOptions {
    /// The thirty works cited most within the collection.
    fn default() -> Self {
        Self { works: 30, score: CitationScore::Local }
    }
}

/// A work of a historiograph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoriographWork {
    /// Position of the work among all works.
    pub node: u32,
    /// Year of publication.
    pub year: i32,
    /// Local citation score: works of the collection that cite it.
    pub local_citations: u32,
    /// Global citation score: times cited, if stated.
    pub global_citations: Option<u64>,
    /// Place: x to the right, y upwards, the earliest year at the top.
    pub position: [f64; 2],
}

/// The works cited most, and who of them cites whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Historiograph {
    /// Works by year, within a year from left to right. Their centroid is 0 and all lie inside ±5000.
    pub works: Vec<HistoriographWork>,
    /// Citations as positions of the citing and the cited work in `works`.
    pub citations: Vec<(u32, u32)>,
    /// Works with citations that could not be shown because their year is unknown.
    pub without_year: usize,
}

/// Why a historiograph could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HistoriographError {
    /// The links have no direction.
    Undirected,
    /// A list has another length than the list of works.
    Length {
        /// The list.
        of: &'static str,
        /// Entries it has.
        found: usize,
        /// Works.
        expected: usize,
    },
    /// Works are to be chosen by a global citation score that nobody gave.
    NoGlobalScore,
}

impl fmt::Display for HistoriographError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undirected => f.write_str("a historiograph needs links from citing to cited works"),
            Self::Length { of, found, expected } => write!(f, "{found} {of} for {expected} works"),
            Self::NoGlobalScore => f.write_str("times cited are not known"),
        }
    }
}

impl std::error::Error for HistoriographError {}

/// Chooses the works cited most and lays them out by year.
///
/// Works that nobody cites are never chosen, works of unknown year are left out and counted. Of equal score the work with
/// the better other score is taken, then the earlier one, then the one that stands first. A work that cites another twice,
/// or itself, counts once, or not.
///
/// # Arguments
/// * `citations` — directed, each link from the citing to the cited work, within the collection.
/// * `years` — year of each work.
/// * `times_cited` — times cited of each work as the database states it, if known.
///
/// # Errors
/// [`HistoriographError`] if links have no direction or lists do not fit.
///
/// # Complexity
/// Time O(works log works + links); for the layout of n chosen works in r years O(n · r · log(n · r)).
///
/// # Reference
/// Garfield 2004, [Historiographic mapping of knowledge domains literature](https://doi.org/10.1177/0165551504042802)
/// (HistCite); Sugiyama, Tagawa & Toda 1981,
/// [Methods for visual understanding of hierarchical system structures](https://doi.org/10.1109/TSMC.1981.4308636).
///
/// # Example
/// ```
/// use citeweave::network::{Direction, historiograph::{HistoriographOptions, historiograph}, links::Links};
/// // 1 cites 0, 2 cites 0 and 1, 3 cites 2.
/// let citations = Links::new(4, Direction::Directed, [(1, 0, 1.0), (2, 0, 1.0), (2, 1, 1.0), (3, 2, 1.0)]);
/// let years = [2001, 2005, 2005, 2010].map(Some);
/// let graph = historiograph(&citations, &years, None, &HistoriographOptions::default())?;
/// assert_eq!(graph.works.iter().map(|work| work.local_citations).collect::<Vec<_>>(), [2, 1, 1]); // nobody cites 3
/// assert!(graph.works[0].position[1] > graph.works[1].position[1]);
/// # Ok::<(), citeweave::network::historiograph::HistoriographError>(())
/// ```
pub fn historiograph(
    citations: &Links,
    years: &[Option<i32>],
    times_cited: Option<&[u64]>,
    options: &HistoriographOptions,
) -> Result<Historiograph, HistoriographError> {
    let nodes = citations.nodes();
    if citations.direction() == Direction::Undirected {
        return Err(HistoriographError::Undirected);
    }
    let check = |of, found| {
        if found == nodes { Ok(()) } else { Err(HistoriographError::Length { of, found, expected: nodes }) }
    };
    check("years", years.len())?;
    times_cited.map_or(Ok(()), |times| check("times cited", times.len()))?;
    if options.score == CitationScore::Global && times_cited.is_none() {
        return Err(HistoriographError::NoGlobalScore);
    }

    let mut local = vec![0u32; nodes];
    for citing in 0..nodes {
        let cited = citations.neighbours(citing).chunk_by(|a, b| a == b).map(|equal| equal[0] as usize);
        cited.filter(|&cited| cited != citing).for_each(|cited| local[cited] += 1);
    }
    let global = |node: usize| times_cited.map(|times| times[node]);
    let scores = |node: usize| {
        let (own, other) = (u64::from(local[node]), global(node).unwrap_or(0));
        if options.score == CitationScore::Local { (own, other) } else { (other, own) }
    };
    let cited = || (0..nodes).filter(|&node| scores(node).0 > 0);
    let without_year = cited().filter(|&node| years[node].is_none()).count();
    let mut chosen: Vec<(usize, i32)> = cited().filter_map(|node| Some((node, years[node]?))).collect();
    chosen.sort_by_key(|&(node, year)| (std::cmp::Reverse(scores(node)), year, node));
    chosen.truncate(options.works);
    chosen.sort_by_key(|&(node, year)| (year, node));

    let mut place: Vec<Option<u32>> = vec![None; nodes];
    chosen.iter().zip(0..).for_each(|(&(node, _), at)| place[node] = Some(at));
    let mut links: Vec<(u32, u32)> = Vec::new();
    for (&(node, _), citing) in chosen.iter().zip(0..) {
        let cited = citations.neighbours(node).chunk_by(|a, b| a == b).filter_map(|equal| place[equal[0] as usize]);
        links.extend(cited.filter(|&cited| cited != citing).map(|cited| (citing, cited)));
    }
    let rows = rows(&chosen);
    let positions = positions(&rows, &links);

    // From left to right within a year.
    let mut order: Vec<usize> = (0..chosen.len()).collect();
    order.sort_by(|&a, &b| rows[a].cmp(&rows[b]).then(positions[a][0].total_cmp(&positions[b][0])).then(a.cmp(&b)));
    let mut new = vec![0u32; chosen.len()];
    order.iter().zip(0..).for_each(|(&old, at)| new[old] = at);
    let mut citations: Vec<(u32, u32)> = links.iter().map(|&(a, b)| (new[a as usize], new[b as usize])).collect();
    citations.sort_unstable();
    let work = |&at: &usize| HistoriographWork {
        node: chosen[at].0 as u32,
        year: chosen[at].1,
        local_citations: local[chosen[at].0],
        global_citations: global(chosen[at].0),
        position: positions[at],
    };
    Ok(Historiograph { works: order.iter().map(work).collect(), citations, without_year })
}

/// The row of each work, one for each year that has works, from 0.
fn rows(chosen: &[(usize, i32)]) -> Vec<usize> {
    let mut row = 0;
    let next = |at: usize| {
        row += usize::from(at > 0 && chosen[at].1 != chosen[at - 1].1);
        row
    };
    (0..chosen.len()).map(next).collect()
}

/// Distance between rows.
const ROW: f64 = 150.0;
/// Room of a work, and of a line that passes a row.
const ROOM: [f64; 2] = [100.0, 40.0];
/// Where Gephi lets positions lie.
const LARGEST: f64 = 5000.0;
/// Times that rows are ordered from the top down and back.
const SWEEPS: usize = 12;

/// What stands in rows: works, and places where the lines to a work pass.
struct Layers {
    /// Things of each row, from left to right. Works have the numbers below `works`.
    rows: Vec<Vec<u32>>,
    works: usize,
    above: Vec<Vec<u32>>,
    below: Vec<Vec<u32>>,
}

fn positions(rows: &[usize], links: &[(u32, u32)]) -> Vec<[f64; 2]> {
    let mut layers = Layers::new(rows, links);
    layers.order();
    let x = layers.across();
    let mut positions: Vec<[f64; 2]> = rows.iter().zip(&x).map(|(&row, &x)| [x, -(row as f64) * ROW]).collect();
    for axis in 0..2 {
        let mean = positions.iter().map(|place| place[axis]).sum::<f64>() / positions.len().max(1) as f64;
        positions.iter_mut().for_each(|place| place[axis] -= mean);
        let far = positions.iter().map(|place| place[axis].abs()).fold(0.0, f64::max);
        if far > LARGEST {
            positions.iter_mut().for_each(|place| place[axis] *= LARGEST / far);
        }
    }
    positions
}

impl Layers {
    fn new(rows: &[usize], links: &[(u32, u32)]) -> Self {
        let count = rows.iter().max().map_or(0, |row| row + 1);
        let mut layers = Self {
            rows: vec![Vec::new(); count],
            works: rows.len(),
            above: vec![Vec::new(); rows.len()],
            below: vec![Vec::new(); rows.len()],
        };
        rows.iter().zip(0..).for_each(|(&row, work)| layers.rows[row].push(work));
        // Two works that cite each other are one line.
        let downwards = links.iter().map(|&(a, b)| if rows[a as usize] < rows[b as usize] { (a, b) } else { (b, a) });
        let mut lines: Vec<(u32, u32)> = downwards.filter(|&(a, b)| rows[a as usize] != rows[b as usize]).collect();
        lines.sort_unstable();
        lines.dedup();
        // All lines to one work share their way down, or a work that everybody cites would fill the rows below it.
        let mut way: Vec<u32> = Vec::new();
        for (upper, lower) in lines {
            let (from, to) = (rows[upper as usize], rows[lower as usize]);
            if way.first() != Some(&upper) {
                way = vec![upper];
            }
            while way.len() < to - from {
                let passing = layers.above.len() as u32;
                layers.rows[from + way.len()].push(passing);
                layers.above.push(Vec::new());
                layers.below.push(Vec::new());
                layers.join(way[way.len() - 1], passing);
                way.push(passing);
            }
            layers.join(way[to - from - 1], lower);
        }
        layers
    }

    fn join(&mut self, upper: u32, lower: u32) {
        self.below[upper as usize].push(lower);
        self.above[lower as usize].push(upper);
    }

    /// Orders the things of each row so that few lines cross.
    fn order(&mut self) {
        let mut place = vec![0usize; self.above.len()];
        self.number(&mut place);
        let mut best = (self.crossings(&place), self.rows.clone());
        for _ in 0..SWEEPS {
            for row in 1..self.rows.len() {
                self.sort_row(row, Side::Above, &mut place);
            }
            self.keep_better(&mut best, &place);
            for row in (0..self.rows.len().saturating_sub(1)).rev() {
                self.sort_row(row, Side::Below, &mut place);
            }
            self.keep_better(&mut best, &place);
            if best.0 == 0 {
                break;
            }
        }
        self.rows = best.1;
    }

    fn number(&self, place: &mut [usize]) {
        for row in &self.rows {
            row.iter().enumerate().for_each(|(at, &thing)| place[thing as usize] = at);
        }
    }

    fn keep_better(&self, best: &mut (u64, Vec<Vec<u32>>), place: &[usize]) {
        let crossings = self.crossings(place);
        if crossings < best.0 {
            *best = (crossings, self.rows.clone());
        }
    }

    fn neighbours(&self, thing: u32, side: Side) -> &[u32] {
        match side {
            Side::Above => &self.above[thing as usize],
            Side::Below => &self.below[thing as usize],
        }
    }

    /// Sorts a row by the mean place of the neighbours on one side; things without any keep their place.
    fn sort_row(&mut self, row: usize, side: Side, place: &mut [usize]) {
        let mean = |&thing: &u32| {
            let neighbours = self.neighbours(thing, side);
            let sum: usize = neighbours.iter().map(|&neighbour| place[neighbour as usize]).sum();
            if neighbours.is_empty() { place[thing as usize] as f64 } else { sum as f64 / neighbours.len() as f64 }
        };
        let mut things: Vec<(f64, u32)> = self.rows[row].iter().map(|thing| (mean(thing), *thing)).collect();
        things.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.rows[row] = things.into_iter().map(|(_, thing)| thing).collect();
        self.rows[row].iter().enumerate().for_each(|(at, &thing)| place[thing as usize] = at);
    }

    /// Pairs of lines that cross between neighbouring rows: inversions, counted with a tree of sums (Barth, Jünger &
    /// Mutzel 2002).
    fn crossings(&self, place: &[usize]) -> u64 {
        let mut crossings = 0;
        for pair in self.rows.windows(2) {
            let mut tree = vec![0u64; pair[1].len() + 1];
            let mut lines = 0;
            for &upper in &pair[0] {
                let mut ends: Vec<usize> =
                    self.below[upper as usize].iter().map(|&lower| place[lower as usize]).collect();
                ends.sort_unstable();
                // Lines of one thing do not cross each other: first count all of them, then enter them.
                for &end in &ends {
                    let (mut at, mut to_the_left) = (end + 1, 0);
                    while at > 0 {
                        to_the_left += tree[at];
                        at &= at - 1;
                    }
                    crossings += lines - to_the_left;
                }
                for &end in &ends {
                    let mut at = end + 1;
                    while at < tree.len() {
                        tree[at] += 1;
                        at += at & at.wrapping_neg();
                    }
                    lines += 1;
                }
            }
        }
        crossings
    }

    /// The place of everything from left to right, in the order of its row and as near to its neighbours as there is room.
    fn across(&self) -> Vec<f64> {
        let room = |thing: u32| ROOM[usize::from(thing as usize >= self.works)];
        let gaps: Vec<Vec<f64>> = self
            .rows
            .iter()
            .map(|row| row.windows(2).map(|pair| f64::midpoint(room(pair[0]), room(pair[1]))).collect())
            .collect();
        let mut x = vec![0.0; self.above.len()];
        for (row, gaps) in self.rows.iter().zip(&gaps) {
            let mut at = -gaps.iter().sum::<f64>() / 2.0;
            for (thing, gap) in row.iter().zip(gaps.iter().chain(&[0.0])) {
                x[*thing as usize] = at;
                at += gap;
            }
        }
        let mut settle = |row: usize, sides: &[Side]| {
            let wish = |&thing: &u32| {
                let near = || sides.iter().flat_map(|&side| self.neighbours(thing, side));
                let sum: f64 = near().map(|&neighbour| x[neighbour as usize]).sum();
                let count = near().count();
                if count == 0 { x[thing as usize] } else { sum / count as f64 }
            };
            let wishes: Vec<f64> = self.rows[row].iter().map(wish).collect();
            let places = nearest(&wishes, &gaps[row]);
            self.rows[row].iter().zip(places).for_each(|(&thing, place)| x[thing as usize] = place);
        };
        for _ in 0..SWEEPS / 3 {
            (0..self.rows.len()).for_each(|row| settle(row, &[Side::Above]));
            (0..self.rows.len()).rev().for_each(|row| settle(row, &[Side::Below]));
        }
        (0..self.rows.len()).for_each(|row| settle(row, &[Side::Above, Side::Below]));
        x
    }
}

/// The rows around a row.
#[derive(Clone, Copy)]
enum Side {
    Above,
    Below,
}

/// The places nearest to `wishes` (least squares) of which each lies at least a gap right of the one before: isotonic
/// regression by pooling adjacent violators.
fn nearest(wishes: &[f64], gaps: &[f64]) -> Vec<f64> {
    let mut offsets = vec![0.0; wishes.len()];
    (1..wishes.len()).for_each(|at| offsets[at] = offsets[at - 1] + gaps[at - 1]);
    // Blocks of things that stand as close as they may: sum of what they wish, and their number.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wish, offset) in wishes.iter().zip(&offsets) {
        let mut block = (wish - offset, 1);
        while let Some(&(sum, count)) = blocks.last() {
            if sum / count as f64 <= block.0 / block.1 as f64 {
                break;
            }
            block = (block.0 + sum, block.1 + count);
            blocks.pop();
        }
        blocks.push(block);
    }
    let starts = blocks.iter().flat_map(|&(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    starts.zip(offsets).map(|(start, offset)| start + offset).collect()
}

/// Makes a network of citations a historiograph: the works cited most and the citations between them, in rows by year.
///
/// Years are those of the node column `year`, times cited those of `times_cited`.
///
/// | attribute of a node | type | meaning |
/// |---|---|---|
/// | `local_citations` | integer | works of the collection that cite it (LCS); sizes show it |
///
/// # Errors
/// As [`historiograph`].
pub fn network_of_historiograph(parts: &mut Parts, options: &HistoriographOptions) -> Result<(), HistoriographError> {
    let cited = Integers::named(&parts.node_columns, "times_cited").iter();
    let cited: Vec<u64> = cited.map(|cited| cited.and_then(|c| u64::try_from(c).ok()).unwrap_or_default()).collect();
    let cited = Some(cited).filter(|cited| cited.iter().any(|cited| *cited > 0));
    let found = historiograph(&Links::of_parts(parts), &parts.years(), cited.as_deref(), options)?;
    let mut shown = vec![None; parts.nodes.len()];
    found.works.iter().for_each(|work| shown[work.node as usize] = Some(work));
    let local = shown.iter().map(|work| work.map(|work| i64::from(work.local_citations)));
    parts.set_node_column(Column::new("local_citations", Values::integers(local)));
    parts.positions = shown.iter().map(|work| work.map_or([0.0; 2], |work| work.position)).collect();
    parts.size_by = Some("local_citations".into());
    let keep: Vec<bool> = shown.iter().map(Option::is_some).collect();
    let edges = vec![true; parts.edges.len()];
    parts.retain(&keep, &edges);
    filter::note(parts, format!("{} works by {} citations", found.works.len(), options.score.name()));
    parts.about.preset = "historiograph".into();
    parts.about.options.push(("cited_works_without_year".into(), found.without_year.to_string()));
    let formula = "works of the collection that cite the work (Garfield 2004, doi 10.1177/0165551504042802)";
    parts.about.formulas.push(("local_citations".into(), formula.into()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directed(nodes: usize, links: &[(u32, u32)]) -> Links {
        Links::new(nodes, Direction::Directed, links.iter().map(|&(a, b)| (a, b, 1.0)))
    }

    #[test]
    fn the_works_cited_most_are_chosen() {
        // Cited: 0 four times (once twice by 5), 1 twice, 2 twice, 3 once, 4 never; 6 once, without a year.
        let links =
            [(1, 0), (2, 0), (3, 0), (5, 0), (5, 0), (2, 1), (3, 1), (4, 2), (5, 2), (4, 3), (0, 0), (0, 6), (1, 6)];
        let citations = directed(7, &links);
        let years = [Some(1990), Some(1995), Some(1993), Some(2000), Some(2001), Some(2001), None];
        let options = HistoriographOptions { works: 3, ..HistoriographOptions::default() };
        let graph = historiograph(&citations, &years, None, &options).unwrap();
        let works: Vec<(u32, u32, i32)> = graph.works.iter().map(|w| (w.node, w.local_citations, w.year)).collect();
        assert_eq!(works, [(0, 4, 1990), (2, 2, 1993), (1, 2, 1995)]);
        assert_eq!(graph.citations, [(1, 0), (1, 2), (2, 0)]);
        assert_eq!(graph.without_year, 1);

        let times = [1, 0, 50, 7, 900, 0, 3];
        let options = HistoriographOptions { works: 2, score: CitationScore::Global };
        let graph = historiograph(&citations, &years, Some(&times), &options).unwrap();
        let works: Vec<(u32, Option<u64>)> = graph.works.iter().map(|w| (w.node, w.global_citations)).collect();
        assert_eq!(works, [(2, Some(50)), (4, Some(900))]);
    }

    #[test]
    fn years_run_down_and_places_suit_gephi() {
        let mut links = Vec::new();
        let mut seed = 9u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for citing in 1..400u32 {
            for _ in 0..4 {
                links.push((citing, random(citing.into()) as u32));
            }
        }
        let years: Vec<Option<i32>> = (0..400).map(|work| Some(1960 + work / 8)).collect();
        let options = HistoriographOptions { works: 300, ..HistoriographOptions::default() };
        let graph = historiograph(&directed(400, &links), &years, None, &options).unwrap();
        assert_eq!(graph, historiograph(&directed(400, &links), &years, None, &options).unwrap());
        for axis in 0..2 {
            let places: Vec<f64> = graph.works.iter().map(|work| work.position[axis]).collect();
            assert!(places.iter().all(|place| place.abs() <= LARGEST));
            assert!((places.iter().sum::<f64>() / places.len() as f64).abs() < 1e-6);
        }
        for pair in graph.works.windows(2) {
            let (first, second) = (&pair[0], &pair[1]);
            assert!(first.year <= second.year);
            if first.year == second.year {
                assert_eq!(first.position[1], second.position[1]);
                assert!(second.position[0] > first.position[0]);
            } else {
                assert!(second.position[1] < first.position[1]);
            }
        }
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        // Two rows with the links 0-5, 1-4, 2-3 crossing as given; then a line that passes a row.
        let mut layers = Layers::new(&[0, 0, 0, 1, 1, 1, 2], &[(5, 0), (4, 1), (3, 2), (6, 0), (6, 4)]);
        let mut place = vec![0; layers.above.len()];
        layers.number(&mut place);
        assert_eq!(layers.crossings(&place), 5); // the three pairs, and the way from 0 past row 1 with 1-4 and 2-3
        layers.order();
        layers.number(&mut place);
        assert_eq!(layers.crossings(&place), 0);
    }

    #[test]
    fn crossings_agree_with_a_count_of_all_pairs() {
        let rows = [0, 0, 0, 0, 1, 1, 1, 1];
        let links = [(4, 0), (5, 0), (6, 1), (4, 1), (7, 2), (4, 3), (5, 2), (7, 0)];
        let layers = Layers::new(&rows, &links);
        let mut place = vec![0; 8];
        layers.number(&mut place);
        let cross =
            |a: &(u32, u32), b: &(u32, u32)| (i64::from(a.0) - i64::from(b.0)) * (i64::from(a.1) - i64::from(b.1)) < 0;
        let mut expected = 0;
        for (at, a) in links.iter().enumerate() {
            expected += links[at + 1..].iter().filter(|b| cross(a, b)).count() as u64;
        }
        assert_eq!(layers.crossings(&place), expected);
    }

    #[test]
    fn places_are_the_nearest_there_is_room_for() {
        assert_eq!(nearest(&[0.0, 10.0], &[5.0]), [0.0, 10.0]);
        assert_eq!(nearest(&[3.0, 3.0, 3.0], &[2.0, 2.0]), [1.0, 3.0, 5.0]);
        assert_eq!(nearest(&[4.0, 0.0, 100.0], &[2.0, 2.0]), [1.0, 3.0, 100.0]);
        assert_eq!(nearest(&[], &[]), [0.0; 0]);
    }

    #[test]
    fn empty_and_ill_fitting_input() {
        let options = HistoriographOptions::default();
        let none = directed(0, &[]);
        assert_eq!(historiograph(&none, &[], None, &options), Ok(Historiograph::default()));
        let one = directed(2, &[(1, 0)]);
        let graph = historiograph(&one, &[Some(2000), None], None, &options).unwrap();
        assert_eq!(graph.works[0].position, [0.0, 0.0]);
        let length = HistoriographError::Length { of: "years", found: 1, expected: 2 };
        assert_eq!(historiograph(&one, &[None], None, &options), Err(length));
        let global = HistoriographOptions { score: CitationScore::Global, ..options };
        assert_eq!(historiograph(&one, &[None; 2], None, &global), Err(HistoriographError::NoGlobalScore));
        let undirected = Links::new(2, Direction::Undirected, [(0, 1, 1.0)]);
        assert_eq!(historiograph(&undirected, &[None; 2], None, &options), Err(HistoriographError::Undirected));
        // Years that run against the citations, and two works that cite each other.
        let odd = directed(3, &[(0, 1), (1, 0), (2, 0), (0, 2)]);
        let graph = historiograph(&odd, &[Some(2000), Some(i32::MAX), Some(i32::MIN)], None, &options).unwrap();
        assert_eq!(graph.works.len(), 3);
    }

    #[test]
    fn a_network_becomes_a_historiograph() {
        let node = |id: u32| super::super::Node { id, label: format!("w{id}") };
        let years = Values::integers(vec![Some(2000), Some(2001), Some(2002), None]);
        let mut parts = Parts {
            direction: Direction::Directed,
            nodes: (0..4).map(node).collect(),
            edges: vec![(1, 0, 1.0), (2, 0, 1.0), (2, 1, 1.0), (2, 3, 1.0)],
            node_columns: vec![Column::new("year", years)],
            ..Parts::default()
        };
        network_of_historiograph(&mut parts, &HistoriographOptions::default()).unwrap();
        assert_eq!(parts.nodes.iter().map(|node| node.label.as_str()).collect::<Vec<_>>(), ["w0", "w1"]);
        assert_eq!(parts.node_column("local_citations").unwrap().values, Values::integers(vec![Some(2), Some(1)]));
        assert_eq!((parts.edges.len(), parts.positions.len()), (1, 2));
        assert!(parts.about.options.contains(&("cited_works_without_year".into(), "1".into())));
    }
}
