//! How the rows of a page are found: where what is asked for stands together they are taken there, and else along the
//! order that is asked for, until there are enough. Ranks are read one after the other.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{Condition, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::super::conversations::{Column, Entity, Model};
use super::super::dialect::{self, Sought};
use super::super::filter::{RANKS, has_rank};
use super::super::to_millis;
use super::super::ways::{LONG, Part, Way, long, of_ranks};
use super::place::{Place, compare, expression, updated};
use super::{Asked, SortBy};

/// So many are few: they are all looked at rather than walked past.
pub(super) const FEW: u64 = 4_000;

/// So many hits of a search are looked at one by one. With more of them some are met soon on any way.
const FEW_HITS: u64 = 2_000;

/// After so many conversations in which too little was found, the hits of a search are looked at one by one after all,
/// unless they are more than [`MANY_HITS`].
const PATIENCE: u64 = 60_000;
const MANY_HITS: u64 = 20_000;

/// Conversations in the first block of a search, and how much greater the next one is.
const BLOCK: u64 = 1_000;
const GROWS: u64 = 8;

/// The index in which all that filters ask of most conversations stands by the time of the last message.
pub(super) const WIDE: &str = "conversation_wide";

/// Rows that are read together.
struct Group<'a> {
    rank: i64,
    condition: Condition,
    ways: Vec<Way>,
    sought: Option<Sought<'a>>,
    /// Times of the last message: since the first, before the second.
    since: Option<i64>,
    before: Option<i64>,
}

/// How the rows of a group are found.
enum How {
    /// There are none.
    Nowhere,
    /// Each hit of the search is looked at.
    ById,
    /// All of few are looked at.
    Few(Vec<Part>),
    /// Searching block after block, of so many hits.
    InBlocks(u64),
    /// Walking past what is not asked for.
    Along,
}

/// Reading on from a place.
pub(super) struct Walk<'a, C: ConnectionTrait> {
    pub db: &'a C,
    pub asked: &'a Asked,
    pub by: SortBy,
    pub order: Order,
    pub place: Option<Place>,
}

fn group<'a>(rank: i64, condition: Condition, ways: Vec<Way>, sought: Option<Sought<'a>>) -> Group<'a> {
    Group { rank, condition, ways, sought, since: None, before: None }
}

impl<C: ConnectionTrait> Walk<'_, C> {
    /// The next rows, each with its rank.
    pub async fn rows(&self, limit: u64) -> Result<Vec<(Model, i64)>, DbErr> {
        let mut rows = Vec::new();
        for group in self.groups() {
            let left = limit - rows.len() as u64;
            if left == 0 {
                break;
            }
            if self.is_before(group.rank) {
                continue;
            }
            rows.extend(self.of_group(&group, left).await?.into_iter().map(|row| (row, group.rank)));
        }
        Ok(rows)
    }

    fn is_ranked(&self) -> bool {
        matches!(self.by, SortBy::Status | SortBy::Relevance)
    }

    /// Whether the place is behind all rows of a rank.
    fn is_before(&self, rank: i64) -> bool {
        let Some(place) = self.place.as_ref().filter(|_| self.is_ranked()) else { return false };
        if self.order == Order::Asc { rank < place.rank } else { rank > place.rank }
    }

    /// What the rows of a rank are sorted by.
    fn inner(&self) -> SortBy {
        if self.is_ranked() { SortBy::Updated } else { self.by }
    }

    /// The groups, in order.
    fn groups(&self) -> Vec<Group<'_>> {
        let asked = self.asked;
        let mut groups: Vec<Group<'_>> = match self.by {
            SortBy::Status => (0..RANKS.len())
                .map(|rank| {
                    let condition = asked.rest.clone().add(has_rank(rank, asked.now));
                    let ways = asked.ways.iter().cloned().chain([of_ranks(&[rank], asked.now)]);
                    group(i64::try_from(rank).unwrap_or(0), condition, ways.collect(), asked.sought())
                })
                .collect(),
            SortBy::Relevance => (0i64..)
                .zip(asked.tiers())
                .map(|(rank, sought)| group(rank, asked.rest.clone(), asked.ways.clone(), sought))
                .collect(),
            _ => vec![group(0, asked.rest.clone(), asked.ways.clone(), asked.sought())],
        };
        if self.inner() == SortBy::Updated {
            groups = groups.into_iter().flat_map(|group| self.in_time(group)).collect();
        }
        if self.order != Order::Asc {
            groups.reverse();
        }
        groups
    }

    /// A group of conversations that began in some days, by the time of their last messages: none is before these days,
    /// and long after them are those alone that lasted long.
    fn in_time<'g>(&self, mut group: Group<'g>) -> Vec<Group<'g>> {
        let Some((start, end)) = self.asked.period else { return vec![group] };
        group.since = Some(start);
        let late = end.saturating_add(LONG);
        if late > to_millis(self.asked.now) {
            return vec![group];
        }
        let mut ways = group.ways.clone();
        let part = long();
        ways.insert(0, Way { few: Vec::new(), along: vec![part.clone()], of: None });
        let lasted = Group {
            condition: group.condition.clone().add(part.condition),
            ways,
            since: Some(late),
            sought: group.sought.clone(),
            ..group
        };
        group.before = Some(late);
        vec![group, lasted]
    }

    /// The next rows of a group.
    async fn of_group(&self, group: &Group<'_>, limit: u64) -> Result<Vec<Model>, DbErr> {
        let by = self.inner();
        // Behind the place are all rows of a later rank.
        let place = self.place.as_ref().filter(|place| !self.is_ranked() || place.rank == group.rank);
        let steps = place.map_or_else(|| vec![Condition::all()], |place| place.beyond(by, &self.order));
        let how = self.how(group).await?;
        let mut rows = Vec::new();
        for beyond in steps {
            let left = limit - rows.len() as u64;
            if left > 0 {
                rows.extend(self.beyond(group, &how, place, beyond, left).await?);
            }
        }
        Ok(rows)
    }

    /// How the rows of a group are found, wherever in it reading goes on.
    async fn how(&self, group: &Group<'_>) -> Result<How, DbErr> {
        let hits = match &group.sought {
            Some(sought) => dialect::hits_to(self.db, sought, MANY_HITS + 1).await?,
            None => None,
        };
        if let Some(n) = hits.filter(|n| *n <= FEW_HITS) {
            return Ok(if n == 0 { How::Nowhere } else { How::ById });
        }
        let few = few(self.db, self.asked, &group.ways).await?;
        Ok(match (few, hits) {
            (Some(parts), _) => How::Few(parts),
            (None, Some(hits)) if self.inner() == SortBy::Updated => How::InBlocks(hits),
            _ => How::Along,
        })
    }

    /// The first rows of a group that are beyond a place.
    async fn beyond(
        &self,
        group: &Group<'_>,
        how: &How,
        place: Option<&Place>,
        beyond: Condition,
        limit: u64,
    ) -> Result<Vec<Model>, DbErr> {
        let mut condition = group.condition.clone().add(beyond);
        if self.inner() == SortBy::Updated {
            condition = condition.add(updated(group.since, group.before));
        }
        let among = |ids| match &group.sought {
            Some(sought) => {
                condition.clone().add(dialect::sought(self.db, self.asked.account_id, sought, ids))
            }
            None => condition.clone(),
        };
        match how {
            How::Nowhere => Ok(Vec::new()),
            How::ById => self.along(dialect::BY_ID, among(None), limit).await,
            How::Few(parts) => self.merged(parts, among(None), limit).await,
            How::InBlocks(hits) => {
                let edge = place.and_then(|place| place.updated);
                self.in_blocks(group, edge, limit, *hits, among).await
            }
            How::Along => self.walked(among(None), &group.ways, limit).await,
        }
    }

    /// Block after block of conversations by the time of the last message, each searched between the row ids it has: they
    /// grow with time too, so that a block has few of all that match.
    async fn in_blocks(
        &self,
        group: &Group<'_>,
        edge: Option<i64>,
        limit: u64,
        hits: u64,
        among: impl Fn(Option<(i64, i64)>) -> Condition,
    ) -> Result<Vec<Model>, DbErr> {
        let ascending = self.order == Order::Asc;
        let (mut since, mut before) = (group.since, group.before);
        match edge {
            Some(edge) if ascending => since = since.max(Some(edge)),
            Some(edge) => before = Some(before.map_or(edge + 1, |before| before.min(edge + 1))),
            None => {}
        }
        let (mut rows, mut size, mut seen) = (Vec::new(), BLOCK, 0);
        loop {
            let Some(block) = block(self.db, self.asked, updated(since, before), &self.order, size).await?
            else {
                return Ok(rows);
            };
            // The time at which the block ends may have more conversations: they are the next one's.
            let (from, to, over) = match (block.n < size, ascending) {
                (true, _) => (since, before, true),
                (false, true) => (since, Some(block.latest), false),
                (false, false) => (Some(block.earliest + 1), before, false),
            };
            let left = limit - rows.len() as u64;
            if over || block.earliest < block.latest {
                let condition = among(Some(block.ids)).add(updated(from, to));
                rows.extend(self.along(WIDE, condition, left).await?);
            }
            if over || rows.len() as u64 >= limit {
                return Ok(rows);
            }
            if ascending {
                since = to;
            } else {
                before = from;
            }
            (seen, size) = (seen + size, size * GROWS);
            if seen > PATIENCE && hits <= MANY_HITS {
                let condition = among(None).add(updated(since, before));
                rows.extend(self.along(dialect::BY_ID, condition, limit - rows.len() as u64).await?);
                return Ok(rows);
            }
        }
    }

    /// Rows along the order that is asked for, walking past others.
    async fn walked(&self, condition: Condition, ways: &[Way], limit: u64) -> Result<Vec<Model>, DbErr> {
        let by = self.inner();
        let along = |way: &&Way| !way.along.is_empty() && (by == SortBy::Updated || way.of == Some(by));
        if let Some(way) = ways.iter().find(along) {
            return self.merged(&way.along, condition, limit).await;
        }
        let index = match by {
            SortBy::Updated | SortBy::Status | SortBy::Relevance => WIDE,
            SortBy::Started => "conversation_by_account_id_started_at",
            SortBy::Messages => "conversation_way_messages",
            SortBy::Question => "conversation_way_question",
            SortBy::Profile => "conversation_way_profile",
            SortBy::Tag => "conversation_way_tag",
            SortBy::Channel => "conversation_way_channel",
        };
        self.along(index, condition, limit).await
    }

    /// The first rows of several parts, each in order.
    async fn merged(&self, parts: &[Part], condition: Condition, limit: u64) -> Result<Vec<Model>, DbErr> {
        let mut rows = Vec::new();
        for part in parts {
            let condition = condition.clone().add(part.condition.clone());
            rows.extend(self.along(part.index, condition, limit).await?);
        }
        if parts.len() > 1 {
            rows.sort_by(|a, b| compare(a, b, self.inner(), &self.order));
            rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        Ok(rows)
    }

    /// The first rows of a condition, read along an index.
    async fn along(&self, index: &str, condition: Condition, limit: u64) -> Result<Vec<Model>, DbErr> {
        let mut query = Entity::find().filter(condition);
        if let Some(first) = expression(self.inner()) {
            query = query.order_by(first, self.order.clone());
        }
        query = query
            .order_by(Column::UpdatedAt, self.order.clone())
            .order_by(Column::PublicId, self.order.clone())
            .limit(limit);
        let statement = dialect::along(self.db, &sea_orm::QueryTrait::into_query(query), index);
        Entity::find().from_raw_sql(statement).all(self.db).await
    }
}

/// Conversations that stand one after the other by the time of the last message.
pub(super) struct Block {
    pub n: u64,
    /// The least and the greatest row id.
    pub ids: (i64, i64),
    pub earliest: i64,
    pub latest: i64,
}

/// The next conversations of an account, whatever they are; nothing: there is none.
pub(super) async fn block(
    db: &impl ConnectionTrait,
    asked: &Asked,
    condition: Condition,
    order: &Order,
    size: u64,
) -> Result<Option<Block>, DbErr> {
    let mut next = Query::select();
    next.columns([Column::Id, Column::UpdatedAt])
        .from(Entity)
        .cond_where(asked.of_account().add(condition))
        .order_by(Column::UpdatedAt, order.clone())
        .limit(size);
    let mut ends = Query::select();
    ends.exprs(["count(id)", "min(id)", "max(id)", "min(updated_at)", "max(updated_at)"].map(Expr::cust));
    ends.from_subquery(next, "next");
    let Some(row) = db.query_one_raw(dialect::along(db, &ends, WIDE)).await? else { return Ok(None) };
    let n: i64 = row.try_get_by_index(0)?;
    if n == 0 {
        return Ok(None);
    }
    let at = |place| row.try_get_by_index::<i64>(place);
    let n = u64::try_from(n).unwrap_or(0);
    Ok(Some(Block { n, ids: (at(1)?, at(2)?), earliest: at(3)?, latest: at(4)? }))
}

/// The shortest way to what is asked for, where it is of no more than [`FEW`].
pub(super) async fn few(
    db: &impl ConnectionTrait,
    asked: &Asked,
    ways: &[Way],
) -> Result<Option<Vec<Part>>, DbErr> {
    let mut best: Option<(u64, &Way)> = None;
    for way in ways.iter().filter(|way| !way.few.is_empty()) {
        let most = best.map_or(FEW, |(n, _)| n);
        let mut n = 0;
        for part in &way.few {
            if n <= most {
                let condition = asked.of_account().add(part.condition.clone());
                n += super::counted_along(db, part.index, condition, most + 1 - n).await?;
            }
        }
        if n <= most {
            best = Some((n, way));
        }
    }
    Ok(best.map(|(_, way)| way.few.clone()))
}
