//! Sets that grow together.

/// Union-find over row numbers; the smallest row of a set stands for it.
#[derive(Clone, Debug)]
pub struct Clusters(Vec<u32>);

impl Clusters {
    /// Every row on its own.
    pub fn new(rows: usize) -> Self {
        Self((0..rows as u32).collect())
    }

    /// The row that stands for the set of `row`.
    pub fn find(&mut self, row: u32) -> u32 {
        let mut root = row;
        while self.0[root as usize] != root {
            root = self.0[root as usize];
        }
        let mut walk = row;
        while self.0[walk as usize] != root {
            walk = std::mem::replace(&mut self.0[walk as usize], root);
        }
        root
    }

    /// Joins two sets; returns the row that stands for both.
    pub fn join(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high as usize] = low;
        low
    }

    /// Numbers the sets in the order of their smallest rows; returns each row's set and the number of sets.
    pub fn number(mut self) -> (Vec<u32>, usize) {
        let mut numbers = vec![u32::MAX; self.0.len()];
        let mut count = 0;
        for row in 0..self.0.len() as u32 {
            let root = self.find(row);
            if root == row {
                numbers[row as usize] = count;
                count += 1;
            } else {
                numbers[row as usize] = numbers[root as usize];
            }
        }
        (numbers, count as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_numbered_by_their_smallest_row() {
        let mut clusters = Clusters::new(5);
        clusters.join(4, 1);
        clusters.join(3, 4);
        assert_eq!(clusters.number(), (vec![0, 1, 2, 1, 1], 3));
    }
}
