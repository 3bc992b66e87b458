import pytest

from bot.clusters.cluster import Cluster, ClusterChoice, parse_choice
from bot.errors import SettingsError


@pytest.mark.parametrize("clusters", [1, 3, 4, 7, 16])
def test_every_shard_is_in_one_cluster_with_its_neighbours(clusters: int) -> None:
    shared = [Cluster(number, clusters, 16).shard_ids for number in range(clusters)]
    assert [shard for shards in shared for shard in shards] == list(range(16))
    assert max(map(len, shared)) - min(map(len, shared)) <= 1


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("0/1", ClusterChoice(0, 1)),
        ("3/4", ClusterChoice(3, 4)),
        ("any/4", ClusterChoice(None, 4)),
    ],
)
def test_a_cluster_is_chosen_by_its_number_or_any(text: str, choice: ClusterChoice) -> None:
    assert parse_choice(text) == choice


@pytest.mark.parametrize("text", ["4/4", "-1/4", "any/0", "0/0", "any", "1", "1/4/8", "a/4", ""])
def test_a_wrong_cluster_is_refused_with_the_form_of_a_right_one(text: str) -> None:
    with pytest.raises(SettingsError, match="write --cluster 0/4 to --cluster 3/4") as refused:
        parse_choice(text * 100)
    assert len(str(refused.value)) < 300
