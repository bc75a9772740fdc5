//! Values of parameters in a parsed query.

use oxigraph::model::Variable;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::GroundTerm;

/// Puts a value in the place of every `VALUES ?variable { … }`; returns whether there was one.
pub(super) fn bind(query: &mut Query, variable: &Variable, term: &GroundTerm) -> bool {
    let mut found = false;
    each_values(query, &mut |variables, bindings| {
        if variables == std::slice::from_ref(variable) {
            *bindings = vec![vec![Some(term.clone())]];
            found = true;
        }
    });
    found
}

/// The variables a value can be given to.
pub(super) fn parameters(query: &mut Query) -> Vec<String> {
    let mut found = Vec::new();
    each_values(query, &mut |variables, bindings| {
        if let ([variable], [_]) = (variables, &bindings[..]) {
            found.push(variable.as_str().to_string());
        }
    });
    found
}

type Visit<'v> = dyn FnMut(&[Variable], &mut Vec<Vec<Option<GroundTerm>>>) + 'v;

fn each_values(query: &mut Query, visit: &mut Visit<'_>) {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    walk(pattern, visit);
}

/// Recursion is bounded: queries nested deeper than the evaluator bears are refused before they are parsed.
fn walk(pattern: &mut GraphPattern, visit: &mut Visit<'_>) {
    match pattern {
        GraphPattern::Values { variables, bindings } => visit(variables, bindings),
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            walk(left, visit);
            walk(right, visit);
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            walk(left, visit);
            walk(right, visit);
            expression.iter_mut().for_each(|e| walk_expression(e, visit));
        }
        GraphPattern::Filter { expr, inner } => {
            walk_expression(expr, visit);
            walk(inner, visit);
        }
        GraphPattern::Extend { inner, expression, .. } => {
            walk_expression(expression, visit);
            walk(inner, visit);
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Service { inner, .. } => walk(inner, visit),
        _ => {}
    }
}

/// `EXISTS { … }` at the top of an expression, where queries write it.
fn walk_expression(expression: &mut Expression, visit: &mut Visit<'_>) {
    match expression {
        Expression::Exists(pattern) => walk(pattern, visit),
        Expression::Not(inner) => walk_expression(inner, visit),
        Expression::And(left, right) | Expression::Or(left, right) => {
            walk_expression(left, visit);
            walk_expression(right, visit);
        }
        _ => {}
    }
}
