"""The README's table of the demo's customers: ``python3 -m demo_data``."""

from .stories import STORIES

print("| client | ce qu'il montre | what it shows |")
print("|---|---|---|")
for story in STORIES:
    print(f"| {story.name} | {story.fr} | {story.en} |")
